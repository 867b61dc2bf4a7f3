import * as tf from "@tensorflow/tfjs-core";
import { runOp } from "../run-op.js";

/** What an engine was seen to do. */
export interface SelfTest {
  readonly engine: string;
  /** Billions of floating-point operations per second in a product of 512 × 512 matrices. */
  readonly productGflops: number;
  /** The same in a 3 × 3 convolution of 32 images, 32 × 32 × 16. */
  readonly convolutionGflops: number;
  /** The largest relative error of a derivative kernel. */
  readonly derivativeError: number;
}

/** Measures the active engine for about a second and a half. */
export function selfTest(engine: string): SelfTest {
  return tf.tidy(() => {
    const [a, b] = [random([512, 512], 1), random([512, 512], 2)];
    const [images, filter] = [random([32, 32, 32, 16], 3), random([3, 3, 16, 16], 4)];
    return {
      engine,
      productGflops: gflops(2 * 512 ** 3, () => run("MatMul", [a, b])),
      convolutionGflops: gflops(2 * 32 ** 3 * 9 * 16 * 16, () => run("Conv2d", [images, filter], { strides: [1, 1], pads: [1, 1, 1, 1] })),
      derivativeError: Math.max(convolutionError(), batchNormError(), crossEntropyError()),
    };
  });
}

function run(op: string, inputs: readonly tf.Tensor[], attrs: object = {}): tf.Tensor[] {
  const outputs = runOp(op, inputs, attrs);
  if (!outputs) throw new Error(`engine doctor: expected a kernel for ${op}, got none. Reinstall the package.`);
  return outputs;
}

/** By the least time of several runs in 0.7 seconds; each ends when its numbers have arrived. */
function gflops(operations: number, body: () => tf.Tensor[]): number {
  let least = Infinity;
  for (const end = performance.now() + 700; performance.now() < end;) {
    const start = performance.now();
    tf.tidy(() => void tf.slice(tf.reshape(body()[0]!, [-1]), 0, 1).dataSync());
    least = Math.min(least, performance.now() - start);
  }
  return operations / least / 1e6;
}

const random = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0.1, 1, "float32", seed);

const dot = (a: tf.Tensor, b: tf.Tensor): number => {
  const [x, y] = [a.dataSync(), b.dataSync()];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};

const length = (a: tf.Tensor): number => Math.sqrt(dot(a, a));

/** ⟨u, x ∗ k⟩ = ⟨∂x, x⟩ = ⟨∂k, k⟩, beside the lengths. */
function convolutionError(): number {
  const [x, k] = [random([4, 9, 8, 5], 1), random([3, 3, 5, 7], 2)];
  const how = { strides: [2, 1], pads: [1, 1, 1, 1] };
  const y = run("Conv2d", [x, k], how)[0]!;
  const u = random(y.shape, 3);
  const byInput = dot(run("Conv2dInputGradient", [u, k], { ...how, inputShape: x.shape })[0]!, x);
  const byFilter = dot(run("Conv2dFilterGradient", [x, u], { ...how, kernelShape: k.shape })[0]!, k);
  const expected = dot(u, y);
  return Math.max(Math.abs(byInput - expected), Math.abs(byFilter - expected)) / (length(u) * length(y));
}

/** ⟨∂x, t⟩ against the difference of ⟨u, y⟩ along t. */
function batchNormError(): number {
  const [x, gamma, beta, u, t] = [
    random([4, 5, 5, 6], 1),
    random([6], 2),
    random([6], 3),
    random([4, 5, 5, 6], 4),
    random([4, 5, 5, 6], 5),
  ];
  const epsilon = 1e-3;
  const [, mean, variance] = run("BatchNorm", [x, gamma, beta], { epsilon });
  const slope = dot(run("BatchNormGradient", [x, gamma, mean!, variance!, u], { epsilon })[0]!, t);
  return Math.abs(slope - difference(x, t, (at) => dot(run("BatchNorm", [at, gamma, beta], { epsilon })[0]!, u))) / (length(u) * length(t));
}

/** ⟨∂z, t⟩ against the difference of ⟨u, losses⟩ along t. */
function crossEntropyError(): number {
  const [z, targets, u, t] = [random([16, 5], 1), tf.softmax(random([16, 5], 2)), random([16], 3), random([16, 5], 4)];
  const slope = dot(run("CrossEntropyGradient", [z, targets, u])[0]!, t);
  return Math.abs(slope - difference(z, t, (at) => dot(run("CrossEntropy", [at, targets])[0]!, u))) / (length(u) * length(t));
}

/** The central difference along t; its step balances the error of the formula with that of float32. */
function difference(x: tf.Tensor, t: tf.Tensor, f: (at: tf.Tensor) => number): number {
  const h = 5e-3;
  return (f(tf.add(x, tf.mul(t, h))) - f(tf.sub(x, tf.mul(t, h)))) / (2 * h);
}
