import * as tf from "@tensorflow/tfjs-core";
import { adopt } from "./scope.js";
import type { Op, OpDefinition } from "./op-definition.js";
import { Lifted, type Trace, type Value } from "./value.js";

/** Makes an op callable on tensors, traced and dual values alike. */
export function defineOp<Inputs extends readonly Value[], Outputs extends readonly Value[], Attrs extends object = object>(
  op: OpDefinition<Inputs, Outputs, Attrs>,
): (inputs: Inputs, attrs?: Attrs) => Outputs {
  return (inputs, attrs) => apply(op, inputs, attrs ?? {}) as readonly Value[] as Outputs;
}

/** Applies an op on the highest level among its inputs; without one, runs it. */
export function apply(op: Op, inputs: readonly Value[], attrs: object): Value[] {
  let top: Trace | null = null;
  for (const input of inputs) {
    if (input instanceof Lifted && (top === null || input.trace.level > top.level)) top = input.trace;
  }
  if (top === null) return run(op, inputs as readonly tf.Tensor[], attrs);
  if (!top.isOpen) {
    throw new TypeError(
      `${op.name}: expected a value in use, got one that outlived its transformation. Return it from the differentiated function instead.`,
    );
  }
  return top.apply(op, inputs, attrs);
}

/**
 * Runs the active engine's kernel; without one, or where it declines by returning null, the reference.
 * The new tensors belong to the innermost scope.
 */
function run(op: Op, inputs: readonly tf.Tensor[], attrs: object): tf.Tensor[] {
  const kernel = tf.getKernel(`evenkeel/${op.name}`, tf.getBackend());
  const engine = tf.engine();
  const made = kernel?.kernelFunc({
    inputs: inputs as unknown as tf.NamedTensorInfoMap,
    attrs: attrs as tf.NamedAttrMap,
    backend: engine.backend,
  });
  if (!made) {
    referenceCounts?.set(op.name, (referenceCounts.get(op.name) ?? 0) + 1);
    return tf.tidy(() => op.forward(inputs as tf.Tensor[], attrs) as tf.Tensor[]).map(adopt);
  }
  return (Array.isArray(made) ? made : [made]).map((info) => adopt(engine.makeTensorFromTensorInfo(info)));
}

let referenceCounts: Map<string, number> | null = null;

/** Runs `body` and counts by op what ran composed of TF.js' own ops, because the active engine has no kernel for it or declined. */
export async function countReferences(body: () => unknown): Promise<Readonly<Record<string, number>>> {
  const counts = new Map<string, number>();
  referenceCounts = counts;
  try {
    await body();
  } finally {
    referenceCounts = null;
  }
  return Object.fromEntries(counts);
}
