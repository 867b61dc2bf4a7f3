import * as ad from "@evenkeel/autodiff";
import { randomState } from "@evenkeel/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type EngineConfig, startEngine } from "./start-engine.js";
import { isAvailable, needs, provideNativeEngine } from "./testing/native.js";

type Params = Readonly<Record<string, ad.Value>>;

const normal = (shape: readonly number[], seed: number): tf.Tensor => {
  const rng = randomState(seed);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => 0.5 * rng.normal()),
    [...shape],
  );
};

const targets = (): tf.Tensor => tf.softmax(normal([3, 4], 9) as tf.Tensor2D);

/** Small nets in which every kernel for images or rows takes part; smooth, so that differences step over no kink. */
const nets: Record<
  string,
  { readonly shapes: Readonly<Record<string, readonly number[]>>; readonly losses: (params: Params) => ad.Value }
> = {
  "residual block with batch normalization": {
    shapes: { x: [3, 6, 5, 3], conv1: [3, 3, 3, 5], gamma1: [5], beta1: [5], conv2: [3, 3, 5, 5], gamma2: [5], beta2: [5], head: [5, 4] },
    losses({ x, conv1, gamma1, beta1, conv2, gamma2, beta2, head }) {
      const first = ad.tanh(ad.batchNorm(ad.conv2d(x!, conv1!, { strides: 2, padding: 1 }), gamma1!, beta1!, { epsilon: 1e-2 }).y);
      const second = ad.batchNorm(ad.conv2d(first, conv2!, { padding: 1 }), gamma2!, beta2!, { epsilon: 1e-2 }).y;
      const block = ad.softplus(ad.add(second, ad.zeroPaddingShortcut(x!, 5, 2)));
      return ad.softmaxCrossEntropy(ad.matMul(ad.globalMean(block), head!), targets());
    },
  },
  "convolution with bias and pooling": {
    shapes: { x: [3, 6, 6, 2], conv: [3, 2, 2, 4], bias: [4], kernel: [36, 4], head: [4] },
    losses({ x, conv, bias, kernel, head }) {
      const image = ad.gelu(ad.add(ad.conv2d(x!, conv!), bias!));
      const pooled = ad.avgPool(image, { size: 2 });
      return ad.softmaxCrossEntropy(ad.dense(ad.reshape(pooled, [3, -1]), kernel!, head!), targets());
    },
  },
  "gathered rows and a cosine head": {
    shapes: { x: [5, 6], kernel: [6, 7], bias: [7], head: [7, 4] },
    losses({ x, kernel, bias, head }) {
      const rows = ad.gather(x!, tf.tensor1d([4, 0, 4], "int32"));
      // Both branches of elu, away from the kink of its derivative.
      const within = ad.tanh(ad.dense(rows, kernel!, bias!));
      const hidden = ad.add(ad.elu(ad.shift(within, -1.5)), ad.elu(ad.shift(within, 1.5)));
      const lengths = ad.sqrt(ad.shift(ad.rowDot(hidden, hidden), 1e-2));
      const logits = ad.scaleRows(ad.matMul(hidden, head!), ad.reciprocal(lengths));
      return ad.softmaxCrossEntropy(logits, targets());
    },
  },
};

const engines: [string, boolean, EngineConfig][] = [
  ["wasm", true, { name: "wasm" }],
  ["wasm with fused multiply-add", true, { name: "wasm", fusedMultiplyAdd: true }],
  [`native ${needs}`, isAvailable, { name: "native" }],
];

describe.each(engines)("%s", (_, isHere, config) => {
  beforeAll(async () => {
    if (!isHere) return;
    if (config.name === "native") await provideNativeEngine();
    await startEngine(config);
  });

  test.skipIf(!isHere).each(Object.entries(nets))(
    "first and second derivatives of a %s agree with finite differences",
    (_, { shapes, losses }) => {
      const at = Object.fromEntries(Object.entries(shapes).map(([name, shape], i) => [name, normal(shape, i + 1)]));
      expect(() => ad.checkGradients(losses, at)).not.toThrow();
    },
  );
});

test("on wasm no op of these nets lacks a kernel, which would cost a layer's time", async () => {
  await startEngine({ name: "wasm" });
  const counts = await ad.countReferences(() => {
    for (const { shapes, losses } of Object.values(nets)) {
      const at = Object.fromEntries(Object.entries(shapes).map(([name, shape], i) => [name, normal(shape, i + 1)]));
      ad.dispose(ad.grad((params: Params) => ad.mean(losses(params)))(at));
    }
  });
  // Reshaping moves no number.
  expect(Object.keys(counts).filter((op) => op !== "Reshape")).toEqual([]);
});
