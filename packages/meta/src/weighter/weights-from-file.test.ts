import { numbersOf, scope } from "@evenkeel/autodiff";
import { type Learner, randomState } from "@evenkeel/core";
import { batchForWeighters, elsewhereFor, rowsForWeighters, testWeighter, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import weightsFromFile from "./weights-from-file.js";

useCpu();

// Ten training rows, of which 4 and 9 are of class 1; the file has them in another order.
const ids = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
const weights = [3, 0, 1, 1, 1, 2, 1, 1, 0, 0];
const natural = elsewhereFor({ row: ids, weight: weights });
const synthetic = elsewhereFor({ weight: [1, 2, 3, 6] });

testWeighter(weightsFromFile, { config: { path: "w.csv" }, deps: [natural] });
testWeighter(weightsFromFile, { config: { path: "w.csv", of: "synthetic" }, deps: [synthetic] });

function learner(config: object, elsewhere = natural): Learner {
  return weightsFromFile.create(weightsFromFile.schema.parse({ name: "weights-from-file", path: "w.csv", ...config }), elsewhere);
}

/** The weights of all training rows, in their order. */
const inOrder = (config: object, elsewhere = natural): number[] =>
  scope(() => Array.from(numbersOf(learner(config, elsewhere).facts!(rowsForWeighters(), randomState(3))["weights"]!)));

describe("weights of natural rows", () => {
  test("are found by row id and divided by their mean, which is 1 here", () => {
    expect(inOrder({})).toEqual([0, 0, 1, 1, 2, 1, 1, 1, 0, 3]);
    const doubled = elsewhereFor({ row: ids, weight: weights.map((weight) => 2 * weight) });
    expect(inOrder({}, doubled)).toEqual([0, 0, 1, 1, 2, 1, 1, 1, 0, 3]);
    expect(inOrder({ scale: "as-given" }, doubled)).toEqual([0, 0, 2, 2, 4, 2, 2, 2, 0, 6]);
  });

  test("reach the rows of a batch, and synthetic ones weigh 1", () => {
    const batch = { ...batchForWeighters(), given: { natural: tensor1d([9, 0, 4, 4, 2], "int32") } };
    const own = learner({});
    const facts = own.facts!(rowsForWeighters(), randomState(3));
    expect(numbersOf(own.weigh!({ meta: {}, facts, batch }, tensor1d([])))).toBeAllClose([3, 0, 2, 2, 1, 1, 1, 1]);
  });

  test("keep their values within the class when they are shuffled, and their mass when they are spread", () => {
    const classOf = (values: number[], rows: number[]) => rows.map((row) => values[row]!);
    const [frequent, rare] = [
      [0, 1, 2, 3, 5, 6, 7, 8],
      [4, 9],
    ];
    const shuffled = inOrder({ arrangement: "shuffled" });
    expect(classOf(shuffled, frequent).sort()).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
    expect(classOf(shuffled, rare).sort()).toEqual([2, 3]);
    expect(shuffled).not.toEqual(inOrder({}));
    const spread = inOrder({ arrangement: "mean" });
    expect(classOf(spread, frequent)).toBeAllClose(new Array(8).fill(5 / 8));
    expect(classOf(spread, rare)).toBeAllClose([2.5, 2.5]);
  });

  test("that are scores keep the best share of each class", () => {
    const scores = elsewhereFor({ row: ids, score: [-1, 5, 6, 7, 8, -2, 1, 2, 3, 4] });
    // By row: 4, 3, 2, 1, −2 (rare), 8, 7, 6, 5, −1 (rare).
    expect(inOrder({ keep: 0.5, column: "score", scale: "as-given" }, scores)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(inOrder({ keep: 0.5, column: "score" }, scores)).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2, 2]);
  });

  test.each([
    ["a row that is not trained on", { row: [...ids, 77], weight: [...weights, 1] }, "got one of row 77"],
    ["rows without one", { row: ids.slice(1), weight: weights.slice(1) }, "got none for 1 in w.csv, such as row 9"],
    ["a negative one", { row: ids, weight: weights.map((weight) => weight - 1) }, "got -1 in line 1. If they are scores"],
    ["nothing but zeros", { row: ids, weight: weights.map(() => 0) }, "got 0 for all"],
  ])("with %s are refused before anything is trained", (_, table, message) => {
    expect(() => learner({}, elsewhereFor(table)).check!(rowsForWeighters())).toThrow(message);
  });
});

describe("weights of synthetic rows", () => {
  test("stand in their order and are read", () => {
    const own = learner({ of: "synthetic" }, synthetic);
    const facts = own.facts!(rowsForWeighters(), randomState(3));
    expect(numbersOf(own.readings!({ meta: {}, facts })["weight"]!)).toBeAllClose([1 / 3, 2 / 3, 1, 2]);
  });

  test("of another number are refused", () => {
    expect(() => learner({ of: "synthetic" }, elsewhereFor({ weight: [1, 2] })).check!(rowsForWeighters())).toThrow(
      "expected one weight for each of 4 synthetic rows, got 2 in w.csv",
    );
  });
});
