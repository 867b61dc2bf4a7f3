import { elsewhereFor, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import predictionsFromFile from "./predictions-from-file.js";

useCpu();

type Table = Readonly<Record<string, readonly (string | number)[]>>;

function given(table: Table, classNames: readonly string[], ids: readonly number[], method: string | null = null): number[] {
  const config = predictionsFromFile.schema.parse({ name: "predictions-from-file", path: "p.csv", method });
  return Array.from(predictionsFromFile.create(config, elsewhereFor(table, { classNames })).given!(Int32Array.from(ids)));
}

test("gives the logarithms of the probabilities of the rows that are asked for, in their order", () => {
  const table = { row: ["7", "3.0"], p_a: [0.25, 1], p_b: [0.75, 0] };
  expect(given(table, ["a", "b"], [3, 7])).toEqual([0, Math.log(Number.EPSILON), Math.log(0.25), Math.log(0.75)]);
});

test("takes the probability of one class of two, and logits as they are", () => {
  expect(given({ row: [7], p_b: [0.75] }, ["a", "b"], [7])).toBeAllClose([Math.log(0.25), Math.log(0.75)]);
  expect(given({ row: [7], logit_b: [-2.5] }, ["a", "b"], [7])).toEqual([0, -2.5]);
  expect(given({ row: [7], logit_a: [1], logit_b: [2], logit_c: [3] }, ["a", "b", "c"], [7])).toEqual([1, 2, 3]);
});

test("takes the lines of one method", () => {
  const table = { method: ["mine", "other"], row: [7, 7], p_b: [0.5, 0.75] };
  expect(given(table, ["a", "b"], [7], "mine")).toBeAllClose([Math.log(0.5), Math.log(0.5)]);
  expect(() => given(table, ["a", "b"], [7], "their")).toThrow(
    "expected one of mine, other, the methods of this split in p.csv, got `their`",
  );
  expect(() => given(table, ["a", "b"], [7])).toThrow("The file has a column `method`: choose one at `model.method`.");
});

test.each<[string, Table, string]>([
  ["a row that is no test row", { row: [7, 8], p_b: [0.5, 0.5] }, 'got row "8" in line 1, which is none of the 1'],
  ["a test row twice", { row: [7, 7], p_b: [0.5, 0.5] }, "expected each test row once, got row 7"],
  ["a test row without a line", { row: [], p_b: [] }, "got none for 1, such as row 7"],
  ["a probability above 1", { row: [7], p_b: [1.5] }, "Scores on another scale are logits"],
  ["probabilities that add up to another sum", { row: [7], p_a: [0.5], p_b: [0.4] }, "that add up to 1, got 0.5, 0.4 in line 0"],
  ["a score of no class", { row: [7], p_a: [0.5], p_c: [0.5] }, "got `p_c` in p.csv"],
  ["no score", { row: [7], score: [1] }, "expected one or both of the columns `p_a`, `p_b` in p.csv"],
  ["both kinds of scores", { row: [7], p_b: [0.5], logit_b: [0] }, "got both kinds"],
])("refuses %s", (_, table, message) => {
  expect(() => given(table, ["a", "b"], [7])).toThrow(message);
});

test("needs scores of every class where there are more than two", () => {
  expect(() => given({ row: [7], p_a: [0.5], p_b: [0.4] }, ["a", "b", "c"], [7])).toThrow(
    "expected all of the columns `p_a`, `p_b`, `p_c`",
  );
});

test("knows no other rows", () => {
  const model = predictionsFromFile.create({ path: "p.csv", method: null }, elsewhereFor({}));
  expect(() => model.classify({}, tensor1d([1]))).toThrow("it has scores of no other");
});
