import { countClasses, randomState } from "@evenkeel/core";
import { rowsOf, goldenBytes, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import { cleanedClasses } from "../reducing-strategy.js";
import editedNearestNeighbours, { editedRows } from "./edited-nearest-neighbours.js";

testSampler(editedNearestNeighbours, { separation: 8 });

interface Inputs {
  readonly data: number;
  readonly method: string;
  readonly strategy: "auto" | "all";
  readonly k: number;
  readonly kind: "all" | "mode";
}
interface Goldens {
  readonly data: { readonly X: number[][]; readonly y: number[] }[];
  readonly cases: { readonly name: string; readonly inputs: Inputs; readonly expected: { sample_indices: number[] } }[];
}
const { data, cases } = JSON.parse(new TextDecoder().decode(goldenBytes("sampler_cleaning.json"))) as Goldens;

const enn = cases.filter(({ inputs: { method } }) => method === "enn");

describe("keeps the rows that imbalanced-learn keeps", () => {
  for (const { name, inputs, expected } of enn) {
    test(`case ${name}`, () => {
      const train = rowsOf(data[inputs.data]!.X, data[inputs.data]!.y);
      const counts = countClasses(train.labels, train.numClasses);
      const { positions } = pairingContext(train, counts);
      const isCleaned = cleanedClasses("", inputs.strategy, { counts, names: train.classNames });
      expect(Array.from(editedRows({ train, positions, isCleaned }, inputs.k, inputs.kind))).toEqual(expected.sample_indices);
    });
  }
});

test("refuses to remove a whole class", () => {
  const { X, y } = data[0]!;
  const clean = editedNearestNeighbours.create({ kNeighbors: 3, kind: "all", samplingStrategy: "all" });
  expect(() => clean.resample(rowsOf(X, y), { classCounts: countClasses(y, 2) }, randomState(0))).toThrow(
    'edited-nearest-neighbours: expected a row of every class to remain, got none of class "1". Leave the class out of `samplingStrategy`.',
  );
});
