import type { Value } from "@evenkeel/core";
import type * as tf from "@tensorflow/tfjs-core";

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
