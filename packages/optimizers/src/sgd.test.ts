import { numbersOf } from "@evenkeel/autodiff";
import type { Optimizer } from "@evenkeel/core";
import { testOptimizer, updateAt } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import sgd from "./sgd.js";

testOptimizer(sgd);
testOptimizer(sgd, { config: { momentum: 0.9, weightDecay: 0.01 } });
testOptimizer(sgd, { config: { momentum: 0.9, dampening: 0.3 } });
testOptimizer(sgd, { config: { momentum: 0.9, nesterov: true, clipNorm: 0.5 } });

const create = (config: object): Optimizer => {
  const { name: _, ...settings } = sgd.schema.parse({ name: "sgd", ...config });
  return sgd.create(settings);
};
const vector = (x: number, y: number) => () => ({ theta: tensor1d([x, y]) });
const [params, gradient, v] = [vector(3, 4), vector(6, 8), vector(1, 2)];

test("clipping scales to the norm, and its derivative leaves out the part along the gradient", () => {
  const optimizer = create({ learningRate: 1, clipNorm: 5 });
  const next = optimizer.update(gradient(), {}, params(), updateAt(optimizer, 1));
  expect(numbersOf(next.params)).toBeAllClose([0, 0], { abs: 1e-5 });
  // g = (6, 8), ‖g‖ = 10: J = −½·(I − ggᵀ/100), applied to (1, 2).
  expect(numbersOf(optimizer.pullback(gradient(), {}, params(), v(), updateAt(optimizer, 1)))).toBeAllClose(
    [-0.5 * (1 - 0.06 * 22), -0.5 * (2 - 0.08 * 22)],
    { abs: 1e-5 },
  );
});

test("a gradient below the norm is left as it is, to the bit", () => {
  const [clipped, plain] = [create({ clipNorm: 11 }), create({})].map((optimizer) =>
    numbersOf(optimizer.update(gradient(), {}, params(), updateAt(optimizer, 1)).params),
  );
  expect(clipped).toEqual(plain);
});

test("a schedule scales the step and its derivative", () => {
  const optimizer = create({ learningRate: 0.5 });
  expect(numbersOf(optimizer.pullback(gradient(), {}, params(), v(), updateAt(optimizer, 1, 0.1)))).toBeAllClose([-0.05, -0.1]);
});

test("refuses nesterov without momentum, and a gradient of other parameters", () => {
  expect(() => create({ nesterov: true })).toThrow(
    "sgd: expected `momentum` above 0 and no `dampening` with `nesterov`. Set `momentum`, e.g. to 0.9.",
  );
  expect(() => create({}).update({ other: tensor1d([1]) }, {}, params(), updateAt(create({}), 1))).toThrow(
    "optimizer: expected a gradient for `theta`, got one for other.",
  );
});
