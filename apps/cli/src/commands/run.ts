import { applyOverrides, toYaml } from "@evenkeel/compose";
import {
  baseConfig,
  dataLine,
  interestLine,
  metricLines,
  savedConfig,
  testedLine,
  runConfigOf,
  engineFor,
  openRun,
  performRun,
  plannedUpdates,
  type RunFindings,
} from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";
import { progressLine } from "../progress-line.js";

const say = (text: string): void => void process.stdout.write(text);
const warn = (text: string): void => void process.stderr.write(`${text}\n`);

/** `evenkeel run [key=value …]`: one run, tracked like those of a comparison. */
export default async function run({ bench, overrides, output, cfg, options: { config } }: Arguments): Promise<number> {
  const set = overrides.map(({ path }) => path.join("."));
  const run = await openRun(
    bench,
    applyOverrides(config === undefined ? baseConfig(bench) : savedConfig(bench, config), overrides, bench.choices),
    set,
  );
  if (cfg) {
    say(toYaml(runConfigOf(run)));
    return 0;
  }
  const engine = await engineFor(run);
  say(`engine: ${engine.description}\n${dataLine(run)}\n${interestLine(run)}`);
  for (const warning of [...engine.warnings, ...run.warnings]) warn(`warning: ${warning}`);
  let found: RunFindings | null = null;
  const { outcome, folder, mlruns, trackingRunId, trackingWarnings } = await performRun(run, {
    output,
    engine: engine.description,
    sinks: [progressLine(process.stdout, plannedUpdates(run))],
    warn,
    found: (findings) => (found = findings),
  }).catch((error: unknown) => {
    // A disk that is full by now takes the files alone: scores are shown all the same.
    if (found) say(`${metricLines(run, found.metrics)}\n`);
    throw error;
  });
  for (const warning of outcome.warnings) warn(`warning: ${warning}`);
  trackingWarnings.forEach(warn);
  if (outcome.status === "failed") {
    warn(`The run failed: ${outcome.reason}\nWhat was logged until then is in ${folder} and ${mlruns}.`);
    return 1;
  }
  say(`${testedLine(run, outcome.findings.updates)}${metricLines(run, outcome.findings.metrics)}\n`);
  const trackedAt =
    trackingRunId === null
      ? "nothing of this run was tracked (see above)"
      : `${mlruns} (MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri "file://${mlruns}")`;
  say(`\nFiles: ${folder}\nMLflow: ${trackedAt}\n`);
  return 0;
}
