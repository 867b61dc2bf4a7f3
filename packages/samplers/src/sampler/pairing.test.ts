import { countClasses, randomState } from "@evenkeel/core";
import { randomRows, testSampler } from "@evenkeel/testing";
import { expect, test } from "vitest";
import classBalanced from "../anchor/class-balanced.js";
import minority from "../anchor/minority.js";
import natural from "../anchor/natural.js";
import beta from "../coefficient/beta.js";
import uniformCoefficient from "../coefficient/uniform.js";
import hard from "../label/hard.js";
import marginAware from "../label/margin-aware.js";
import nearestSameClass from "../partner/nearest-same-class.js";
import uniform from "../partner/uniform.js";
import pairing from "./pairing.js";
import smote from "./smote.js";

const mixup = [
  natural.create({ perRow: 1 }),
  uniform.create({}),
  beta.create({ alpha: 0.4, per: "example" }),
  marginAware.create({ omega: 0.25 }),
] as const;

testSampler(pairing, { deps: mixup });

const train = randomRows(8, [20, 9]);
const context = { classCounts: countClasses(train.labels, 2) };

test("composed of SMOTE's parts it is SMOTE", () => {
  const parts = [
    minority.create({ samplingStrategy: "auto" }),
    nearestSameClass.create({ kNeighbors: 5, space: "input" }),
    uniformCoefficient.create({ per: "example" }),
    hard.create({}),
  ] as const;
  const composed = pairing.create({}, ...parts).resample(train, context, randomState(3));
  expect(composed).toEqual(
    smote.create({ kNeighbors: 5, space: "input", samplingStrategy: "auto", randomState: null }).resample(train, context, randomState(3)),
  );
});

test("anchors follow the class sizes, or none of them", () => {
  const anchorCounts = (anchor: (typeof mixup)[0]): number[] => {
    const {
      origin: { pairing: drawn },
    } = pairing.create({}, anchor, mixup[1], mixup[2], mixup[3]).resample(train, context, randomState(4)).synthetic!;
    return countClasses(
      Array.from(drawn!.anchor, (row) => train.labels[row]!),
      2,
    );
  };
  expect(anchorCounts(natural.create({ perRow: 2 }))).toEqual([40, 18]);
  expect(anchorCounts(classBalanced.create({ perRow: 1 }))).toEqual([15, 15]);
});

test("one coefficient for a batch is one for all rows of a class", () => {
  const {
    origin: { pairing: drawn },
  } = pairing
    .create({}, mixup[0], mixup[1], beta.create({ alpha: 1, per: "batch" }), mixup[3])
    .resample(train, context, randomState(5)).synthetic!;
  expect(new Set(drawn!.coefficient).size).toBe(2);
});
