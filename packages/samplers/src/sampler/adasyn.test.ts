import { countClasses, randomState, type MadeRows } from "@evenkeel/core";
import { rowsOf, goldenCases, randomRows, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import adasyn from "./adasyn.js";

testSampler(adasyn);

interface Inputs {
  readonly X: number[][];
  readonly y: number[];
  readonly seed: number;
  readonly k: number;
  readonly strategy: "auto" | [number, number][];
}

const goldens = goldenCases<Inputs, { X_new: number[][]; error?: boolean }>("sampler_adasyn");

function oversample({ X, y, k, seed, strategy }: Inputs): MadeRows<Float32Array | Float64Array> {
  const train = rowsOf(X, y);
  const samplingStrategy = Array.isArray(strategy) ? Object.fromEntries(strategy) : strategy;
  return adasyn
    .create({ kNeighbors: k, space: "input", samplingStrategy, randomState: seed })
    .resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(0)).synthetic!;
}

describe("draws bit for bit what imbalanced-learn draws", () => {
  for (const { name, inputs, expected } of goldens.filter((golden) => !golden.expected.error)) {
    test(`case ${name}`, () => expect(Array.from(oversample(inputs).features)).toEqual(expected.X_new.flat()));
  }
});

test("refuses a class that no other class is near to", () => {
  const { inputs } = goldens.find(({ expected }) => expected.error)!;
  expect(() => oversample(inputs)).toThrow(
    /adasyn: expected a row of class "1" with a neighbour of another class, got none to build \d+ rows on\. Use smote\./,
  );
});

test("builds on no row whose neighbours are all of its class", () => {
  const train = randomRows(3, [50, 20]);
  const features = train.features.map((value, i) => value + 2 * train.labels[i >> 1]!);
  const {
    origin: { pairing },
  } = adasyn
    .create({ kNeighbors: 3, space: "input", samplingStrategy: "auto", randomState: null })
    .resample({ ...train, features }, { classCounts: [50, 20] }, randomState(1)).synthetic!;
  expect(new Set(pairing!.anchor).size).toBeLessThan(20);
});
