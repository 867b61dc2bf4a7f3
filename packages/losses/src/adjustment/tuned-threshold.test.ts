import { type Adjustment, type ScoredFold, UserError } from "@evenkeel/core";
import { goldenCases } from "@evenkeel/testing";
import { expect, test } from "vitest";
import tunedThreshold from "./tuned-threshold.js";

interface Inputs {
  readonly score: string;
  readonly folds: readonly { readonly logits: number[][]; readonly labels: number[] }[];
}

const make = (score: string): Adjustment => tunedThreshold.create(tunedThreshold.schema.parse({ name: "tuned-threshold", score }));
const scored = (folds: Inputs["folds"]): ScoredFold[] =>
  folds.map(({ logits, labels }) => ({ logits: Float64Array.from(logits.flat()), labels: Int32Array.from(labels) }));

const cases = goldenCases<Inputs, { threshold: number }>("tuned_threshold");

test.each(cases)("finds scikit-learn's threshold: $name", ({ inputs: { score, folds }, expected: { threshold } }) => {
  const logits = Float64Array.of(1, 3);
  make(score).fitted!({ folds: scored(folds), numClasses: 2, positive: 1 }).adjust(logits, [0.5, 0.5]);
  expect(logits).toBeAllClose([1, 3 - Math.log(threshold / (1 - threshold))], { abs: 1e-9, rel: 1e-9 });
});

test("the class of interest may be the first", () => {
  const [{ inputs }] = cases as [(typeof cases)[number]];
  const turned = inputs.folds.map(({ logits, labels }) => ({
    logits: logits.map(([a, b]) => [b!, a!]),
    labels: labels.map((label) => 1 - label),
  }));
  const shift = (folds: Inputs["folds"], positive: number): Float64Array => {
    const logits = new Float64Array(2);
    make(inputs.score).fitted!({ folds: scored(folds), numClasses: 2, positive }).adjust(logits, []);
    return logits;
  };
  expect(shift(turned, 0)).toEqual(shift(inputs.folds, 1).reverse());
});

test("scores at an end of their range shift by a finite amount", () => {
  const logits = new Float64Array(2);
  const sure = { logits: Float64Array.of(0, 800, 0, -800), labels: Int32Array.of(1, 0) };
  make("f1").fitted!({ folds: [sure], numClasses: 2, positive: 1 }).adjust(logits, []);
  expect(Number.isFinite(logits[1])).toBe(true);
});

test("is for two classes", () => {
  expect(() => make("f1").fitted!({ folds: [], numClasses: 3, positive: 0 })).toThrow(UserError);
});
