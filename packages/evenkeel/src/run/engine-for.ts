import type { Tree } from "@evenkeel/core";
import { dispose } from "@evenkeel/autodiff";
import { type EngineConfig, type EngineInfo, startEngine } from "@evenkeel/engine";
import { countParameters } from "./memory.js";
import type { OpenedRun } from "./open-run.js";

let current: { readonly key: string; readonly info: Promise<EngineInfo> } | null = null;

/** Starts the engine that a run's config asks for, unless it runs already; `auto` weighs the work of a step first. */
export async function engineFor(run: OpenedRun): Promise<EngineInfo> {
  const { engine } = run.config;
  if (engine.name !== "auto") return started(engine);
  await started({ ...engine, name: "wasm" });
  return started({ ...engine, multiplyAdds: multiplyAddsOf(run) });
}

function started(config: EngineConfig): Promise<EngineInfo> {
  const key = JSON.stringify(config);
  if (current?.key !== key) current = { key, info: startEngine(config) };
  return current.info;
}

/** About how many multiply-adds a training step takes: each parameter once a row and place in the image, forward and twice back. */
function multiplyAddsOf({ task: { model, data, settings, stream } }: OpenedRun): number {
  const numParams = countParameters(model) ?? countMade(model.init(stream("init")));
  const [height = 1, width = 1] = data.train.featureShape.length === 3 ? data.train.featureShape : [];
  // Kernels are used at every place of their layer; strides leave about a third of the places of the input.
  const places = height * width === 1 ? 1 : (height * width) / 3;
  return 3 * numParams * places * settings.batchSize;
}

function countMade(params: Tree): number {
  const count = Object.values(params).reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
  dispose(params);
  return count;
}
