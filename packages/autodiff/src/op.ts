import * as tf from "@tensorflow/tfjs-core";
import { adopt } from "./scope.js";
import { Lifted, type Trace, type Value } from "./value.js";

/** The values of one application of an op, all one level below the transformation that asks. */
export interface Application<Inputs, Outputs, Attrs> {
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly attrs: Attrs;
}

/** A cotangent or tangent; null is zero. */
export type Derivative = Value | null;

/** An op, defined once. `vjp` and `jvp` are written in ops, which is what makes every nesting of transformations right. */
export interface OpDefinition<Inputs extends readonly Value[], Outputs extends readonly Value[], Attrs extends object> {
  /** `evenkeel/<name>` is the kernel that an engine may register in place of `forward`. */
  readonly name: string;
  /** The composed TF.js reference. */
  forward(inputs: { [I in keyof Inputs]: tf.Tensor }, attrs: Attrs): { [O in keyof Outputs]: tf.Tensor };
  /** The cotangent of each input; a thunk is called only if that input is watched, null is zero. */
  vjp(
    at: Application<Inputs, Outputs, Attrs>,
    cotangents: { [O in keyof Outputs]: Derivative },
  ): { [I in keyof Inputs]: (() => Derivative) | Derivative };
  /** The tangent of each output. */
  jvp(at: Application<Inputs, Outputs, Attrs>, tangents: { [I in keyof Inputs]: Derivative }): { [O in keyof Outputs]: Derivative };
}

/** An op whose types are erased, as the transformations see it. */
export type Op = OpDefinition<any, any, any>;

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
