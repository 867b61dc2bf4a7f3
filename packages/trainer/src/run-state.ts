import { detach } from "@evenkeel/autodiff";
import { type NamedArray, readSafetensors, type RunState, type Tree, UserError, writeSafetensors } from "@evenkeel/core";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";

const TREES = ["params", "modelState", "optimizer", "meta", "metaOptimizer", "selected", "drawnBy"] as const;

/** A state as bytes, in the safetensors format; what lies on the device is read. */
export function writeRunState(state: RunState): Uint8Array {
  const arrays: Record<string, NamedArray> = {};
  for (const part of TREES) for (const [name, value] of Object.entries(state[part])) arrays[`${part}/${name}`] = arrayOf(value as Tensor);
  for (const [name, values] of Object.entries(state.totals)) arrays[`totals/${name}`] = { shape: [values.length], values };
  return writeSafetensors({ arrays, metadata: { step: String(state.step), run: state.run } });
}

const arrayOf = (value: Tensor): NamedArray => {
  const held = detach(value) as Tensor;
  return { shape: held.shape, values: held.dataSync() as Float32Array | Int32Array };
};

/**
 * Its tensors belong to the caller.
 *
 * @param run - the hash of the run that is to go on.
 * @throws UserError if another run wrote it; RangeError if the bytes are damaged.
 */
export function readRunState(bytes: Uint8Array, run: string): RunState {
  const { arrays, metadata } = readSafetensors(bytes);
  const step = Number(metadata["step"]);
  if (metadata["run"] !== run || !Number.isSafeInteger(step))
    throw new UserError(
      "run state: expected one of this run, got one of another config, data or code. Leave it out, and the run begins anew.",
    );
  const under = <T>(part: string, make: (array: NamedArray) => T): Record<string, T> =>
    Object.fromEntries(
      Object.entries(arrays).flatMap(([name, array]) => (name.startsWith(`${part}/`) ? [[name.slice(part.length + 1), make(array)]] : [])),
    );
  const tree = (part: string): Tree =>
    under(part, ({ shape, values }) => tensor(values as Float32Array, [...shape], values instanceof Int32Array ? "int32" : "float32"));
  return {
    params: tree("params"),
    modelState: tree("modelState"),
    optimizer: tree("optimizer"),
    meta: tree("meta"),
    metaOptimizer: tree("metaOptimizer"),
    selected: tree("selected"),
    drawnBy: tree("drawnBy"),
    step,
    totals: under("totals", ({ values }) => values as Float64Array),
    run,
  };
}
