import { countClasses, randomState } from "@evenkeel/core";
import { rowsOf, goldenCases, randomRows, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import borderlineSmote from "./borderline-smote.js";

testSampler(borderlineSmote);
testSampler(borderlineSmote, { config: { kind: "borderline-2" } });

interface Inputs {
  readonly X: number[][];
  readonly y: number[];
  readonly seed: number;
  readonly k: number;
  readonly m: number;
  readonly kind: 1 | 2;
}

describe("draws bit for bit what imbalanced-learn draws", () => {
  for (const { name, inputs, expected } of goldenCases<Inputs, { X_new: number[][]; in_danger_indices?: [number, number[]][] }>(
    "sampler_borderline_smote",
  )) {
    test(`case ${name}`, () => {
      const train = rowsOf(inputs.X, inputs.y);
      const { synthetic } = borderlineSmote
        .create({
          kind: `borderline-${inputs.kind}`,
          kNeighbors: inputs.k,
          space: "input",
          mNeighbors: inputs.m,
          samplingStrategy: "auto",
          randomState: inputs.seed,
        })
        .resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(0));
      expect(Array.from(synthetic?.features ?? [])).toEqual(expected.X_new.flat());
      const inDanger = new Set((expected.in_danger_indices ?? []).flatMap(([, rows]) => rows));
      expect(Array.from(synthetic?.origin.pairing!.anchor ?? []).every((row) => inDanger.has(row))).toBe(true);
    });
  }
});

test("the second kind stays on the anchor's half of the way to another class", () => {
  const train = randomRows(2, [60, 12]);
  const {
    origin: { pairing },
  } = borderlineSmote
    .create({ kind: "borderline-2", kNeighbors: 5, space: "input", mNeighbors: 10, samplingStrategy: "auto", randomState: null })
    .resample(train, { classCounts: [60, 12] }, randomState(1)).synthetic!;
  const foreign = Array.from(pairing!.partner.keys()).filter((i) => train.labels[pairing!.partner[i]!] === 0);
  expect(foreign.length).toBeGreaterThan(5);
  expect(foreign.every((i) => pairing!.coefficient[i]! > 0.5)).toBe(true);
});
