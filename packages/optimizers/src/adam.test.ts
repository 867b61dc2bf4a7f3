import { numbersOf } from "@evenkeel/autodiff";
import type { Optimizer, Tree } from "@evenkeel/core";
import { randomTensor, testOptimizer, updateAt } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import adam from "./adam.js";

testOptimizer(adam);
testOptimizer(adam, { config: { weightDecay: 0.01, clipNorm: 0.5 } });
testOptimizer(adam, { config: { lazy: true } });

const create = (config: object): Optimizer => {
  const { name: _, ...settings } = adam.schema.parse({ name: "adam", ...config });
  return adam.create(settings);
};
const theta = (): Tree => ({ theta: tensor1d([1, -2, 0.5]) });
const gradientAt = (step: number): Tree => ({ theta: randomTensor([3], undefined, step) });

function run(optimizer: Optimizer, numSteps: number, presentAt?: (step: number) => number[]): { params: Tree; state: Tree } {
  let held = { params: theta(), state: optimizer.init(theta()) };
  for (let step = 1; step <= numSteps; step++) {
    const present = presentAt && { theta: tensor1d(presentAt(step)) };
    held = optimizer.update(gradientAt(step), held.state, held.params, { ...updateAt(optimizer, step), ...(present && { present }) });
  }
  return held;
}

test("lazy is plain Adam while every entry is present", () => {
  expect(numbersOf(run(create({ lazy: true }), 5).params)).toBeAllClose(numbersOf(run(create({}), 5).params), { rel: 1e-6 });
});

test("lazy gives an entry that comes late the correction of a fresh start", () => {
  const late = run(create({ lazy: true, learningRate: 0.1 }), 30, (step) => [1, 1, Number(step === 30)]);
  // The first step of Adam is −η·sign(g).
  expect(numbersOf(late.params["theta"]!)[2]).toBeCloseTo(0.5 - 0.1 * Math.sign(numbersOf(gradientAt(30))[2]!), 6);
  expect(numbersOf(late.state["theta/count"]!)).toEqual(Float32Array.of(30, 30, 1));
});

test("the derivative is zero where an entry never had a gradient, and ε-sized where it has its first", () => {
  const optimizer = create({ learningRate: 1 });
  const gradient = { theta: tensor1d([0, 0.5, -2]) };
  const slope = numbersOf(
    optimizer.pullback(gradient, optimizer.init(theta()), theta(), { theta: tensor1d([1, 1, 1]) }, updateAt(optimizer, 1)),
  );
  // −η·ε/(|g| + ε)² with ε = 1e-8.
  expect(slope).toBeAllClose([0, -4e-8, -2.5e-9], { abs: 0, rel: 1e-5 });
});
