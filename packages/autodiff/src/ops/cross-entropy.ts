import * as tf from "@tensorflow/tfjs-core";
import { defineFusion } from "../fusion.js";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { addDerivatives, mul, scale, sub } from "./arithmetic.js";
import { onesLike, rowDot, rowSum, scaleRows } from "./rows.js";

/**
 * Cross-entropy of each example, linear in its targets.
 *
 *     ℓ = −Σ_c t_c·log softmax(z)_c
 *
 * @param logits - float32 `[batch, numClasses]`.
 * @param targets - float32 `[batch, numClasses]`; need not sum to 1.
 * @returns float32 `[batch]`, in nats; differentiable any number of times in both.
 */
export const softmaxCrossEntropy = (logits: Value, targets: Value): Value => crossEntropyOp([logits, targets])[0];
/** Over the last axis of `[batch, numClasses]`. */
export const softmax = (logits: Value): Value => softmaxOp([logits])[0];
/** Over the last axis of `[batch, numClasses]`. */
export const logSoftmax = (logits: Value): Value => logSoftmaxOp([logits])[0];
/** log Σ_c exp(z_c) of each row: `[batch, numClasses]` → `[batch]`. */
export const logSumExp = (logits: Value): Value => logSumExpOp([logits])[0];

const crossEntropyOp = defineOp<[logits: Value, targets: Value], [losses: Value]>({
  name: "CrossEntropy",
  forward: ([z, t]) => [tf.neg(tf.sum(tf.mul(tf.logSoftmax(z), t), -1))],
  vjp: ({ inputs: [z, t] }, [u]) => [() => u && weightedSlope([z, t, u])[0], () => u && scale(-1, scaleRows(logSoftmax(z), u))],
  jvp: ({ inputs: [z, t] }, [dz, dt]) => [addDerivatives(dz && slopeAlong([z, t, dz])[0], dt && scale(-1, rowDot(logSoftmax(z), dt)))],
});

/** dℓ_i/dz_i = softmax(z_i)·Σt_i − t_i. */
const slope = (z: Value, t: Value): Value => sub(scaleRows(softmax(z), rowSum(t)), t);
/** Jᵀu: each example's gradient times u_i. */
const weightedSlope = defineFusion<[z: Value, t: Value, u: Value]>("CrossEntropyGradient", ([z, t, u]) => [scaleRows(slope(z, t), u)]);
/** J·dz: each example's directional derivative. */
const slopeAlong = defineFusion<[z: Value, t: Value, dz: Value]>("CrossEntropyTangent", ([z, t, dz]) => [rowDot(slope(z, t), dz)]);

const softmaxOp = defineOp<[logits: Value], [p: Value]>({
  name: "Softmax",
  forward: ([z]) => [tf.softmax(z)],
  vjp: ({ outputs: [p] }, [u]) => [u && covariance(p, u)],
  jvp: ({ outputs: [p] }, [t]) => [t && covariance(p, t)],
});

/** p ⊙ (u − ⟨p, u⟩): the derivative of softmax, its own transpose. */
const covariance = (p: Value, u: Value): Value => sub(mul(p, u), scaleRows(p, rowDot(p, u)));

const logSoftmaxOp = defineOp<[logits: Value], [y: Value]>({
  name: "LogSoftmax",
  forward: ([z]) => [tf.logSoftmax(z)],
  vjp: ({ inputs: [z] }, [u]) => [u && sub(u, scaleRows(softmax(z), rowSum(u)))],
  jvp: ({ inputs: [z] }, [t]) => [t && sub(t, scaleRows(onesLike(t), rowDot(softmax(z), t)))],
});

const logSumExpOp = defineOp<[logits: Value], [y: Value]>({
  name: "LogSumExp",
  forward: ([z]) => [tf.logSumExp(z, -1)],
  vjp: ({ inputs: [z] }, [u]) => [u && scaleRows(softmax(z), u)],
  jvp: ({ inputs: [z] }, [t]) => [t && rowDot(softmax(z), t)],
});
