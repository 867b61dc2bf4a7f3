import { checkGradients, numbersOf, sum, mul } from "@evenkeel/autodiff";
import type { LearnerRows, Value } from "@evenkeel/core";
import { rowsForWeighters, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import softplus from "./softplus.js";

useCpu();
const labels = Int32Array.of(1, 0, 1, 0, 1);
const rows = (of: Int32Array): LearnerRows => {
  const known = rowsForWeighters();
  return { ...known, synthetic: { ...known.synthetic!, labels: of, count: of.length } };
};
const free = () => tensor1d([0.3, -0.8, 1.7, 2.1, -1.4]);

test("the mean of each class is 1", () => {
  const { apply, facts } = softplus.create({ mean: "one-per-class" });
  const weights = Array.from(numbersOf(apply(free(), facts(rows(labels)))));
  for (const label of [0, 1]) {
    const own = weights.filter((_, i) => labels[i] === label);
    expect(own.reduce((total, weight) => total + weight, 0) / own.length).toBeCloseTo(1, 5);
  }
});

test("with a free mean the start weighs 1, and a row does not depend on the others", () => {
  const { apply, facts, start } = softplus.create({ mean: "free" });
  expect(numbersOf(apply(tensor1d([start]), facts(rows(Int32Array.of(0)))))).toBeAllClose([1]);
  expect(numbersOf(apply(free(), facts(rows(labels))))).toBeAllClose(
    Array.from(free().dataSync(), (m) => Math.log1p(Math.exp(m)) / Math.LN2),
  );
});

test.each(["one-per-class", "free"] as const)("first and second derivatives are right: %s", (mean) => {
  const { apply, facts } = softplus.create({ mean });
  const of = facts(rows(labels));
  const along = tensor1d([0.9, -0.2, 0.4, 1.3, -0.7]);
  const f = (at: Value): Value => sum(mul(along, mul(apply(at, of), apply(at, of))));
  expect(() => checkGradients(f, free(), { order: 2 })).not.toThrow();
});
