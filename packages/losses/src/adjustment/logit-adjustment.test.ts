import { goldenCases } from "@evenkeel/testing";
import { expect, test } from "vitest";
import logitAdjustment from "./logit-adjustment.js";

interface Inputs {
  readonly loss: string;
  readonly logits: number[][];
  readonly prior: number[];
  readonly tau: number;
}

const cases = goldenCases<Inputs, { adjusted_logits: number[][] }>("losses_soft").filter(
  ({ inputs }) => inputs.loss === "posthoc_logit_adjustment",
);

test.each(cases)("subtracts τ·log prior: $name", ({ inputs, expected, tolerance }) => {
  const logits = Float64Array.from(inputs.logits.flat());
  logitAdjustment.create({ tau: inputs.tau }).adjust(logits, inputs.prior);
  expect(logits).toBeAllClose(expected.adjusted_logits, tolerance);
});

test("the adjusted logits are calibrated to shares ∝ π^(1−τ): equal ones at τ = 1, the prior itself at τ = 0", () => {
  const [equal, half, same] = [1, 0.5, 0].map((tau) => logitAdjustment.create({ tau }).priors([0.8, 0.2]));
  expect(equal).toBeAllClose([0.5, 0.5]);
  expect(half).toBeAllClose([2 / 3, 1 / 3]);
  expect(same).toBeAllClose([0.8, 0.2]);
});

test("adjusting turns the posterior under the prior into the one under equal shares", () => {
  const prior = [0.9, 0.1];
  const likelihood = [0.3, 0.6];
  const logits = Float64Array.from(prior, (share, c) => Math.log(share * likelihood[c]!));
  logitAdjustment.create({ tau: 1 }).adjust(logits, prior);
  expect(Math.exp(logits[1]! - logits[0]!)).toBeCloseTo(2, 12);
});
