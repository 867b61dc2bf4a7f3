import { applyOverrides } from "@evenkeel/compose";
import { countReferences } from "@evenkeel/autodiff";
import { buildNativeEngine, engineDoctor, nativeFolder, renderDoctor, startEngine } from "@evenkeel/engine";
import type { Arguments } from "../arguments.js";
import { choices } from "../catalogs.js";
import { baseConfig } from "../config-files.js";
import { disposeRun, trainRun } from "../run/train-run.js";
import { openRun } from "../run/open-run.js";
import { refuseUnwritable } from "../writable-folder.js";

/** `evenkeel engine build` and `evenkeel engine doctor`. */
export async function engineCommand(args: Arguments): Promise<number> {
  const [action] = args.words;
  return action === "build" ? build(args) : doctor(args);
}

async function build({ options: { python, wheel } }: Arguments): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  refuseUnwritable("engine build: the cache folder", nativeFolder());
  const { tensorflowVersion, addon } = await buildNativeEngine({
    ...(python !== undefined && { python }),
    ...(wheel !== undefined && { wheel }),
    onProgress: say,
  });
  say(`TensorFlow ${tensorflowVersion} is ready: use it with engine.name=native. The addon is ${addon}.`);
  return 0;
}

async function doctor({ overrides, options: { python } }: Arguments): Promise<number> {
  const referenceOps = await referencesOf(overrides);
  const report = await engineDoctor({ ...(python !== undefined && { python }), referenceOps });
  process.stdout.write(`${renderDoctor(report)}\n`);
  return report.findings.some(({ state }) => state === "broken") ? 1 : 0;
}

/** The ops of a few updates of the composed config that ran without a kernel. */
async function referencesOf(overrides: Arguments["overrides"]): Promise<Readonly<Record<string, number>>> {
  const run = await openRun(
    applyOverrides(baseConfig(), overrides, choices),
    overrides.map(({ path }) => path.join(".")),
  );
  await startEngine(run.config.engine);
  const trainings = run.trainings.map((training) => ({
    ...training,
    task: Object.assign(Object.create(training.task) as typeof training.task, { settings: { ...training.task.settings, updates: 3 } }),
  }));
  return countReferences(async () => {
    const training = trainRun({ ...run, trainings });
    let next = await training.next();
    while (!next.done) next = await training.next();
    disposeRun(next.value);
  });
}
