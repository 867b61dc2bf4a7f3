import { countClasses, randomState } from "@evenkeel/core";
import { rowsOf, goldenBytes, randomRows, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import tomekLinks from "./tomek-links.js";

testSampler(tomekLinks);

interface Goldens {
  readonly data: { readonly X: number[][]; readonly y: number[] }[];
  readonly cases: {
    readonly name: string;
    readonly inputs: { data: number; method: string; strategy: "auto" | "all" };
    readonly expected: { sample_indices: number[] };
  }[];
}
const { data, cases } = JSON.parse(new TextDecoder().decode(goldenBytes("sampler_cleaning.json"))) as Goldens;

describe("keeps the rows that imbalanced-learn keeps", () => {
  for (const { name, inputs, expected } of cases.filter(({ inputs: { method } }) => method === "tomek")) {
    test(`case ${name}`, () => {
      const train = rowsOf(data[inputs.data]!.X, data[inputs.data]!.y);
      const { rows } = tomekLinks
        .create({ samplingStrategy: inputs.strategy })
        .resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(0));
      expect(Array.from(rows)).toEqual(expected.sample_indices);
    });
  }
});

test("cleans the classes that are named", () => {
  const train = rowsOf([[0], [0.1], [5], [5.1], [9]], [0, 1, 0, 1, 0]);
  const rows = (samplingStrategy: string[]): number[] =>
    Array.from(tomekLinks.create({ samplingStrategy }).resample(train, { classCounts: [3, 2] }, randomState(0)).rows);
  expect(rows(["0"])).toEqual([1, 3, 4]);
  expect(() => rows(["2"])).toThrow('tomek-links: expected a class name in `samplingStrategy`, got "2". The classes are 0, 1.');
  expect(() => rows(["1"])).toThrow(
    'tomek-links: expected a row of every class to remain, got none of class "1". Leave the class out of `samplingStrategy`.',
  );
});

test("refuses to remove a whole class", () => {
  // All seven rows of class 2 are in links.
  const train = randomRows(476886245, [6, 9, 7]);
  const clean = tomekLinks.create({ samplingStrategy: "auto" });
  expect(() => clean.resample(train, { classCounts: [6, 9, 7] }, randomState(0))).toThrow(
    'tomek-links: expected a row of every class to remain, got none of class "class 2". Leave the class out of `samplingStrategy`.',
  );
});
