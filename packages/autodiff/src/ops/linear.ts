import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { type Activation, activations, reluBiasGradient, reluGradient } from "./activations.js";
import { addDerivatives, sumTo } from "./arithmetic.js";

/** Which factors of a product are transposed first. */
export interface Transposition {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** op(a)·op(b) for matrices, where op may transpose. */
export const matMul = (a: Value, b: Value, how: Transposition = {}): Value => matMulOp([a, b], how)[0];

/**
 * A fully connected layer.
 *
 *     activation(x·w + b)
 *
 * @param x - float32 `[batch, numFeatures]`.
 * @param w - float32 `[numFeatures, numUnits]`.
 * @param b - float32 `[numUnits]`.
 * @returns float32 `[batch, numUnits]`; differentiable any number of times in all three.
 */
export function dense(x: Value, w: Value, b: Value, { activation = "linear" }: { readonly activation?: Activation } = {}): Value {
  if (activation === "relu") return denseOp([x, w, b], { relu: true })[0];
  return activations[activation](denseOp([x, w, b], { relu: false })[0]);
}

const matMulOp = defineOp<[a: Value, b: Value], [product: Value], Transposition>({
  name: "MatMul",
  forward: ([a, b], { transposeA, transposeB }) => [tf.matMul(a, b, transposeA, transposeB)],
  vjp: ({ inputs: [a, b], attrs: { transposeA = false, transposeB = false } }, [u]) => [
    () => u && (transposeA ? matMul(b, u, { transposeA: transposeB, transposeB: true }) : matMul(u, b, { transposeB: !transposeB })),
    () => u && (transposeB ? matMul(u, a, { transposeA: true, transposeB: transposeA }) : matMul(a, u, { transposeA: !transposeA })),
  ],
  jvp: ({ inputs: [a, b], attrs }, [s, t]) => [addDerivatives(s && matMul(s, b, attrs), t && matMul(a, t, attrs))],
});

const denseOp = defineOp<[x: Value, w: Value, b: Value], [y: Value], { relu: boolean }>({
  name: "Dense",
  forward: ([x, w, b], { relu }) => {
    const z = tf.add(tf.matMul(x, w), b);
    return [relu ? tf.relu(z) : z];
  },
  vjp: ({ inputs: [x, w, b], outputs: [y], attrs: { relu } }, [u]) => {
    if (u === null) return [null, null, null];
    const [dz, db] = relu ? reluBiasGradient(u, y) : [u, () => sumTo(u, b.shape)];
    return [() => matMul(dz, w, { transposeB: true }), () => matMul(x, dz, { transposeA: true }), db];
  },
  jvp: ({ inputs: [x, w], outputs: [y], attrs: { relu } }, [dx, dw, db]) => {
    const byParams = dw !== null && db !== null ? denseOp([x, dw, db], { relu: false })[0] : addDerivatives(dw && matMul(x, dw), db);
    const dz = addDerivatives(byParams, dx && matMul(dx, w));
    return [dz !== null && relu ? reluGradient(dz, y) : dz];
  },
});
