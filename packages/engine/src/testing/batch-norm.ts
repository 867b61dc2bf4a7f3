import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";

const epsilon = 1e-3;
const random = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0.5, 1.5, "float32", seed);

/** Batch normalization equals its formulas. */
export function testBatchNorm(shapes: readonly number[][]): void {
  describe.each(shapes.map((shape) => [shape]))("x of shape %j", (shape) => {
    const axes = shape.map((_, axis) => axis).slice(0, -1);
    const channels = shape.at(-1)!;
    const [x, u] = [() => random(shape, 1), () => random(shape, 4)];
    const [gamma, beta] = [() => random([channels], 2), () => random([channels], 3)];
    const moments = () => tf.moments(x(), axes);
    const standardized = () => tf.div(tf.sub(x(), moments().mean), tf.sqrt(tf.add(moments().variance, epsilon)));

    test("normalizes by the batch's mean and biased variance", () => {
      const [y, mean, variance] = runOp("BatchNorm", [x(), gamma(), beta()], { epsilon })!;
      expect(mean!.dataSync()).toBeAllClose(moments().mean.dataSync());
      expect(variance!.dataSync()).toBeAllClose(moments().variance.dataSync());
      expect(y!.dataSync()).toBeAllClose(tf.add(tf.mul(standardized(), gamma()), beta()).dataSync(), { abs: 5e-6 });
    });

    test("with given statistics it is an affine map", () => {
      const [mean, variance] = [random([channels], 9), tf.abs(random([channels], 10))];
      const [y] = runOp("BatchNormInference", [x(), gamma(), beta(), mean, variance], { epsilon })!;
      const expected = tf.add(tf.mul(tf.div(tf.sub(x(), mean), tf.sqrt(tf.add(variance, epsilon))), gamma()), beta());
      // Variances near ε magnify the rounding of x − mean thirtyfold.
      expect(y!.dataSync()).toBeAllClose(expected.dataSync(), { abs: 1e-4 });
    });

    test("the gradient removes what moves mean and variance", () => {
      const { mean, variance } = moments();
      const share = channels / tf.util.sizeFromShape(shape);
      const gammaGradient = tf.sum(tf.mul(u(), standardized()), axes);
      const betaGradient = tf.sum(u(), axes);
      const centered = tf.sub(tf.sub(u(), tf.mul(betaGradient, share)), tf.mul(standardized(), tf.mul(gammaGradient, share)));
      const expected = tf.mul(centered, tf.div(gamma(), tf.sqrt(tf.add(variance, epsilon)))).dataSync();
      const inputs = [x(), gamma(), mean, variance, u()];
      const [dx, dGamma, dBeta] = runOp("BatchNormGradient", inputs, { epsilon })!;
      expect(dx!.dataSync()).toBeAllClose(expected, { abs: 1e-5 });
      // Sums of up to 2,000 terms of size 1.
      expect(dGamma!.dataSync()).toBeAllClose(gammaGradient.dataSync(), { abs: 1e-3 });
      expect(dBeta!.dataSync()).toBeAllClose(betaGradient.dataSync(), { abs: 1e-3 });
      expect(runOp("BatchNormTangent", inputs, { epsilon })![0]!.dataSync()).toBeAllClose(dx!.dataSync(), { abs: 0, rel: 0 });
    });
  });
}
