import { countClasses, type AnyRows, randomState, type MadeRows } from "@evenkeel/core";
import { rowsOf, goldenCases, randomRows, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import smote from "./smote.js";

testSampler(smote);

type Strategy = "auto" | readonly (readonly [number, number])[];
interface Inputs {
  readonly X: number[][];
  readonly y: number[];
  readonly seed: number;
  readonly k: number;
  readonly strategy: Strategy;
  readonly dtype?: "float32";
}
interface Expected {
  readonly X_new: number[][];
  readonly y_new: number[];
  readonly base_index?: number[];
  readonly neighbor_index?: number[];
  readonly step?: number[];
  readonly error?: boolean;
}

function oversample(train: AnyRows, config: object, seed = 0): MadeRows<Float32Array | Float64Array> | undefined {
  const { name: _, ...settings } = smote.schema.parse({ name: "smote", ...config });
  return smote.create(settings).resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(seed)).synthetic;
}

const configOf = ({ k, seed, strategy }: Inputs): object => ({
  kNeighbors: k,
  randomState: seed,
  samplingStrategy: Array.isArray(strategy) ? Object.fromEntries(strategy) : strategy,
});

const goldens = goldenCases<Inputs, Expected>("sampler_smote");
const made = ({ inputs }: (typeof goldens)[number]): MadeRows<Float32Array | Float64Array> | undefined =>
  oversample(rowsOf(inputs.X, inputs.y, { dtype: inputs.dtype ?? "float64" }), configOf(inputs));

describe("draws bit for bit what imbalanced-learn draws", () => {
  for (const golden of goldens.filter(({ expected }) => !expected.error)) {
    test(`case ${golden.name}`, () => expect(Array.from(made(golden)?.features ?? [])).toEqual(golden.expected.X_new.flat()));
  }
});

describe("tells the parents, the step and the class of each row", () => {
  for (const golden of goldens.filter(({ expected }) => expected.base_index)) {
    test(`case ${golden.name}`, () => {
      const { base_index, neighbor_index, step, y_new } = golden.expected;
      const {
        origin: { pairing },
        targets,
      } = made(golden)!;
      const numClasses = targets.length / y_new.length;
      expect(Array.from(pairing!.anchor)).toEqual(base_index);
      expect(Array.from(pairing!.partner)).toEqual(neighbor_index);
      expect(Array.from(pairing!.coefficient, (share) => 1 - share)).toEqual(step);
      expect(Array.from(targets)).toEqual(y_new.flatMap((label) => Array.from({ length: numClasses }, (_, k) => Number(k === label))));
    });
  }
});

describe("refuses what imbalanced-learn refuses", () => {
  for (const golden of goldens.filter(({ expected }) => expected.error)) {
    test(`case ${golden.name}`, () => expect(() => made(golden)).toThrow(/expected|Invalid input/));
  }
});

test("without randomState every class goes on in the run's stream", () => {
  const train = randomRows(3, [20, 8, 8]);
  expect(oversample(train, {}, 1)).not.toEqual(oversample(train, {}, 2));
  const steps = oversample(train, {}, 1)!.origin.pairing!.coefficient;
  expect(steps[0]).not.toBe(steps[12]);
});

test("names parents by the row ids of the source", () => {
  const train = randomRows(4, [12, 7]);
  const { parents, pairing } = oversample(train, {})!.origin;
  expect(Array.from(parents.ids.subarray(0, 2))).toEqual([train.ids[pairing!.anchor[0]!], train.ids[pairing!.partner[0]!]]);
  expect(Array.from(parents.weights.subarray(0, 2))).toEqual([pairing!.coefficient[0], 1 - pairing!.coefficient[0]!]);
});

test("raises a class to a ratio as imbalanced-learn truncates it", () => {
  expect(oversample(randomRows(5, [19, 7]), { samplingStrategy: 0.6 })!.count).toBe(Math.trunc(19 * 0.6 - 7));
});

test("refuses a class with too few rows for its neighbours", () => {
  expect(() => oversample(randomRows(6, [12, 4]), {})).toThrow(
    'smote: expected more than `kNeighbors` = 5 training rows of class "class 1", got 4. Lower it: `sampler.kNeighbors=3`',
  );
});
