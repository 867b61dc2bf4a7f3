import { applyOverrides } from "@evenkeel/compose";
import { buildNativeEngine, engineDoctor, nativeFolder, renderDoctor, startEngine } from "@evenkeel/engine";
import { refuseUnwritable } from "evenkeel/process";
import { baseConfig, openRun, referenceOpsOf } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel engine build` and `evenkeel engine doctor`. */
export default async function engine(args: Arguments): Promise<number> {
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

async function doctor({ bench, overrides, options: { python } }: Arguments): Promise<number> {
  const run = await openRun(
    bench,
    applyOverrides(baseConfig(bench), overrides, bench.choices),
    overrides.map(({ path }) => path.join(".")),
  );
  await startEngine(run.config.engine);
  const report = await engineDoctor({ ...(python !== undefined && { python }), referenceOps: await referenceOpsOf(run) });
  process.stdout.write(`${renderDoctor(report)}\n`);
  return report.findings.some(({ state }) => state === "broken") ? 1 : 0;
}
