import { createRequire } from "node:module";
import { dense, grad, mean, softmaxCrossEntropy, type Tree } from "@evenkeel/autodiff";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import type { EngineConfig } from "./start-engine.js";
import { startEngine } from "./start-engine.js";
import { runOp } from "./run-op.js";
import { isAvailable, needs, provideNativeEngine } from "./testing/native.js";

const wasm = { name: "wasm" } as const;

test("the plain build says what it is", async () => {
  expect(await startEngine(wasm)).toEqual({
    name: "wasm",
    description: "wasm: TF.js 4.22.0, SIMD kernels, plain build",
    tfjsVersion: "4.22.0",
    hasKernels: true,
    fusedMultiplyAdd: false,
    numThreads: 1,
    device: "CPU",
    warnings: [],
  });
});

test("fused multiply-add is said to depend on the processor, and rounds products once", async () => {
  // 1 + 2⁻¹² squared is 1 + 2⁻¹¹ + 2⁻²⁴: the last term is lost unless the sum with −1 comes before rounding.
  const x = 1 + 2 ** -12;
  const sum = () => runOp("Axpy", [tf.tensor1d([x]), tf.tensor1d([-1])], { alpha: x })![0]!.dataSync()[0];
  const info = await startEngine({ name: "wasm", fusedMultiplyAdd: true });
  expect(info.description).toBe("wasm: TF.js 4.22.0, SIMD kernels, fused multiply-add (last bits depend on the processor)");
  expect([2 ** -11, 2 ** -11 + 2 ** -24]).toContain(sum());
  await startEngine(wasm);
  expect(sum()).toBe(2 ** -11);
});

describe("with a wasm backend of another layout", () => {
  interface Internals {
    wasm: object;
  }
  let hidden: object | null = null;
  afterEach(() => {
    if (hidden) (tf.backend() as unknown as Internals).wasm = hidden;
  });

  test("ops are composed, and one line says so", async () => {
    await startEngine(wasm);
    const backend = tf.backend() as unknown as Internals;
    hidden = backend.wasm;
    backend.wasm = Object.create(hidden, { asm: { value: undefined } }) as object;
    const info = await startEngine(wasm);
    expect(info.hasKernels).toBe(false);
    expect(info.description).toBe("wasm: TF.js 4.22.0, without own kernels");
    expect(info.warnings).toEqual([
      "engine: expected the heap of TF.js 4.22.0's wasm backend, got TF.js 4.22.0 with another layout. Training is slower; pin @tensorflow/tfjs-backend-wasm to 4.22.0.",
    ]);
  });
});

test("auto stays on wasm where the step is small", async () => {
  expect((await startEngine({ name: "auto", multiplyAdds: 1000 })).name).toBe("wasm");
});

test("there is one TF.js, whether imported or required", () => {
  const { engine } = createRequire(import.meta.url)("@tensorflow/tfjs-core") as typeof tf;
  expect(engine()).toBe(tf.engine());
});

const engines: [string, boolean, EngineConfig][] = [
  ["wasm", true, wasm],
  [`native ${needs}`, isAvailable, { name: "native" }],
];

describe.each(engines)("%s", (_, isHere, config) => {
  test.skipIf(!isHere)("neither tensors nor heap grow over 1,000 steps", async () => {
    if (config.name === "native") await provideNativeEngine();
    await startEngine(config);
    const [features, targets] = [
      tf.randomNormal([64, 14], 0, 1, "float32", 1),
      tf.cast(
        tf.oneHot(
          tf.tensor1d(
            new Int32Array(64).map((_, i) => i % 2),
            "int32",
          ),
          2,
        ),
        "float32",
      ),
    ];
    const random = (seed: number, ...shape: number[]) => tf.randomNormal(shape, 0, 0.3, "float32", seed);
    const params = { w1: random(2, 14, 32), b1: random(3, 32), w2: random(4, 32, 2), b2: random(5, 2) };
    const moments = Object.fromEntries(
      Object.entries(params).map(([name, { shape }]) => [name, [tf.zeros(shape), tf.zeros(shape)] as const]),
    );
    const gradientOf = grad((at: Tree) =>
      mean(softmaxCrossEntropy(dense(dense(features, at.w1!, at.b1!, { activation: "relu" }), at.w2!, at.b2!), targets)),
    );
    const rates = tf.tensor1d([1e-3, 1, 1]);
    const step = () => {
      const gradient = gradientOf(params) as Record<string, tf.Tensor>;
      for (const [name, theta] of Object.entries(params)) {
        runOp("AdamInPlace", [theta, gradient[name]!, rates, ...moments[name]!], { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
        gradient[name]!.dispose();
      }
    };
    for (let i = 0; i < 20; i++) step();
    const before = held();
    for (let i = 0; i < 1000; i++) step();
    expect(held()).toEqual(before);
  });
});

/** Tensors, data ids, bytes of the wasm heap, tensors of TensorFlow. */
function held(): (number | undefined)[] {
  const backend = tf.backend() as tf.KernelBackend & { wasm?: { HEAPU8: Uint8Array }; binding?: { getNumOfTensors(): number } };
  return [tf.memory().numTensors, backend.numDataIds(), backend.wasm?.HEAPU8.length, backend.binding?.getNumOfTensors()];
}
