import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";

const random = (seed: number): tf.Tensor => tf.randomNormal([23], 0.1, 1, "float32", seed);
const positive = (seed: number): tf.Tensor => tf.add(tf.abs(random(seed)), 0.05);

/** The optimizers' updates in place equal their ops one by one. */
export function testUpdates(): void {
  describe("updates in place equal their ops one by one, to the bit", () => {
    const op = (name: string, inputs: readonly tf.Tensor[], attrs?: object) => runOp(name, inputs, attrs)![0]!;
    const bits = (tensor: tf.Tensor) => [...new Uint32Array(tensor.dataSync().slice().buffer)];

    test.each([{ nesterov: false }, { nesterov: true, weightDecay: 1e-2 }])("gradient descent with momentum, %o", (options) => {
      const [theta, g, m] = [random(1), random(2), random(3)];
      const d = options.weightDecay ? op("Axpy", [theta, g], { alpha: 1e-2 }) : g;
      const velocity = op("Axpy", [m, d], { alpha: 0.9 });
      const direction = options.nesterov ? op("Axpy", [velocity, d], { alpha: 0.9 }) : velocity;
      const expected = [op("Axpy", [direction, theta], { alpha: -0.1 }), velocity].map(bits);
      runOp("SgdInPlace", [theta, g, tf.tensor1d([0.1]), m], { momentum: 0.9, ...options });
      expect([theta, m].map(bits)).toEqual(expected);
    });

    test.each([{ weightDecay: 1e-2 }, { shrinkage: 0.99 }])("Adam, %o", (options: { weightDecay?: number; shrinkage?: number }) => {
      const [theta, g, m, v] = [random(1), random(2), random(3), positive(4)];
      const attrs = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      const { shrinkage = 1, ...settings } = options;
      const rates = tf.tensor1d([0.1, 1.7, shrinkage]);
      const d = options.weightDecay ? op("Axpy", [theta, g], { alpha: options.weightDecay }) : g;
      const mean = op("Axpy", [d, op("Scale", [m], { factor: 0.9 })], { alpha: 1 - 0.9 });
      const square = op("Axpy", [op("Mul", [d, d]), op("Scale", [v], { factor: 0.999 })], { alpha: 1 - 0.999 });
      const scale = op("Shift", [op("Scale", [op("Sqrt", [square])], { factor: 1.7 })], { by: 1e-8 });
      const shrunk = op("Scale", [theta], { factor: shrinkage });
      const expected = [op("Axpy", [op("Mul", [mean, op("Reciprocal", [scale])]), shrunk], { alpha: -0.1 }), mean, square].map(bits);
      runOp("AdamInPlace", [theta, g, rates, m, v], { ...attrs, ...settings });
      expect([theta, m, v].map(bits)).toEqual(expected);
    });

    test("a convolution of TF.js sees the new weights, not those it packed before", () => {
      const filter = tf.ones([1, 1, 4, 4]) as tf.Tensor4D;
      const through = () => tf.conv2d(tf.ones([1, 1, 1, 4]) as tf.Tensor4D, filter, 1, "same").dataSync()[0];
      expect(through()).toBe(4);
      runOp("SgdInPlace", [filter, tf.fill([1, 1, 4, 4], -1), tf.tensor1d([1])]);
      expect(through()).toBe(8);
    });
  });
}
