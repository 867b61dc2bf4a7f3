import { defineFusion } from "../fusion.js";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { add, addDerivatives, axpy, broadcastTo, mul, scale, shift, sizeOf, sub, sumTo } from "./arithmetic.js";
import { reciprocal, sqrt } from "./elementwise.js";
import * as tf from "@tensorflow/tfjs-core";

/** What keeps a division by a small variance finite. */
export interface NormalizationOptions {
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/** Normalized values, and the running statistics after this batch. */
export interface BatchNormOutput {
  readonly y: Value;
  /** `[channels]`, of this batch. */
  readonly mean: Value;
  /** `[channels]`, of this batch, biased: divided by n. */
  readonly variance: Value;
}

/**
 * Batch normalization with the statistics of the batch, over all axes but the last.
 *
 *     y = γ ⊙ (x − μ)/√(σ² + ε) + β,   μ and σ² over the n entries of each channel
 *
 * Derivatives go through μ and σ², of any order.
 *
 * @param x - float32 `[…, channels]`.
 * @param gamma - float32 `[channels]`.
 * @param beta - float32 `[channels]`.
 * @see Ioffe, Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", ICML 2015,
 *   Algorithm 1. https://arxiv.org/abs/1502.03167
 */
export function batchNorm(x: Value, gamma: Value, beta: Value, { epsilon = 1e-5 }: NormalizationOptions = {}): BatchNormOutput {
  const [y, mean, variance] = batchNormOp([x, gamma, beta], { epsilon });
  return { y, mean, variance };
}

/** Batch normalization with given statistics, `[channels]`: what a trained model does. */
export function batchNormInference(
  x: Value,
  gamma: Value,
  beta: Value,
  statistics: { readonly mean: Value; readonly variance: Value },
  { epsilon = 1e-5 }: NormalizationOptions = {},
): Value {
  return batchNormInferenceOp([x, gamma, beta, statistics.mean, statistics.variance], { epsilon })[0];
}

/**
 * The statistics to evaluate with, after one more batch.
 *
 *     running ← (1 − momentum)·running + momentum·batch,   the batch's variance unbiased: n/(n − 1)·σ²
 *
 * `momentum` is the share of the new batch: 0.1 as in PyTorch (TensorFlow's 0.99 is 0.01 here). `count` is n, entries per channel.
 */
export function runningStatistics(
  running: { readonly mean: Value; readonly variance: Value },
  batch: { readonly mean: Value; readonly variance: Value },
  { momentum, count }: { readonly momentum: number; readonly count: number },
): { mean: Value; variance: Value } {
  const unbiased = scale(count / Math.max(count - 1, 1), batch.variance);
  return {
    mean: axpy(momentum, batch.mean, scale(1 - momentum, running.mean)),
    variance: axpy(momentum, unbiased, scale(1 - momentum, running.variance)),
  };
}

interface Epsilon {
  readonly epsilon: number;
}

const batchNormOp = defineOp<[x: Value, gamma: Value, beta: Value], [y: Value, mean: Value, variance: Value], Epsilon>({
  name: "BatchNorm",
  forward: ([x, gamma, beta], { epsilon }) => {
    const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1));
    const factor = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return [tf.add(tf.mul(tf.sub(x, mean), factor), beta), mean, variance];
  },
  vjp: ({ inputs: [x, gamma], outputs: [, mean, variance], attrs }, [u, uMean, uVariance]) => {
    let parts: readonly [Value, Value, Value] | undefined;
    const gradient = (): readonly [Value, Value, Value] | null => u && (parts ??= batchNormGradient([x, gamma, mean, variance, u], attrs));
    const byMean = (): Value | null => uMean && broadcastTo(scale(1 / entriesPerChannel(x), uMean), x.shape);
    const byVariance = (): Value | null => uVariance && mul(sub(x, mean), scale(2 / entriesPerChannel(x), uVariance));
    return [
      () => addDerivatives(gradient()?.[0] ?? null, addDerivatives(byMean(), byVariance())),
      () => gradient()?.[1] ?? null,
      () => gradient()?.[2] ?? null,
    ];
  },
  jvp: ({ inputs: [x, gamma], outputs: [y, mean, variance], attrs: { epsilon } }, [dx, dGamma, dBeta]) => {
    const byParams =
      dGamma === null && dBeta === null
        ? null
        : addDerivatives(dGamma && mul(standardized(x, mean, variance, epsilon), dGamma), dBeta && broadcastTo(dBeta, y.shape));
    if (dx === null) return [byParams, null, null];
    const channels = mean.shape;
    const share = 1 / entriesPerChannel(x);
    return [
      addDerivatives(batchNormTangent([x, gamma, mean, variance, dx], { epsilon })[0], byParams),
      scale(share, sumTo(dx, channels)),
      scale(2 * share, sumTo(mul(sub(x, mean), dx), channels)),
    ];
  },
});

/** 1/√(σ² + ε). */
const inverseDeviation = (variance: Value, epsilon: number): Value => reciprocal(sqrt(shift(variance, epsilon)));
const standardized = (x: Value, mean: Value, variance: Value, epsilon: number): Value =>
  mul(sub(x, mean), inverseDeviation(variance, epsilon));
const entriesPerChannel = (x: Value): number => sizeOf(x.shape) / x.shape.at(-1)!;

/** With h = (x − μ)/√(σ² + ε): dβ = Σu, dγ = Σ u·h, dx = γ/√(σ² + ε)·(u − dβ/n − h·dγ/n). */
const batchNormGradient = defineFusion<
  [x: Value, gamma: Value, mean: Value, variance: Value, u: Value],
  [dx: Value, dGamma: Value, dBeta: Value],
  Epsilon
>("BatchNormGradient", ([x, gamma, mean, variance, u], { epsilon }) => {
  const share = 1 / entriesPerChannel(x);
  const h = standardized(x, mean, variance, epsilon);
  const dBeta = sumTo(u, mean.shape);
  const dGamma = sumTo(mul(u, h), mean.shape);
  const centered = axpy(-1, mul(h, scale(share, dGamma)), axpy(-1, scale(share, dBeta), u));
  return [mul(centered, mul(gamma, inverseDeviation(variance, epsilon))), dGamma, dBeta];
});

/** The tangent by x: the map of the gradient by x, which is its own transpose. */
const batchNormTangent = defineFusion<[x: Value, gamma: Value, mean: Value, variance: Value, t: Value], [dy: Value], Epsilon>(
  "BatchNormTangent",
  ([x, gamma, mean, variance, t], { epsilon }) => {
    const share = 1 / entriesPerChannel(x);
    const h = standardized(x, mean, variance, epsilon);
    const centered = axpy(-1, mul(h, scale(share, sumTo(mul(t, h), mean.shape))), axpy(-1, scale(share, sumTo(t, mean.shape)), t));
    return [mul(centered, mul(gamma, inverseDeviation(variance, epsilon)))];
  },
);

const batchNormInferenceOp = defineFusion<[x: Value, gamma: Value, beta: Value, mean: Value, variance: Value], [y: Value], Epsilon>(
  "BatchNormInference",
  ([x, gamma, beta, mean, variance], { epsilon }) => [add(mul(sub(x, mean), mul(gamma, inverseDeviation(variance, epsilon))), beta)],
);
