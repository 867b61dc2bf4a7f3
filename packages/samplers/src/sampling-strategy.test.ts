import { describe, expect, test } from "vitest";
import { overSamplingStrategy, rowsToAdd, type SamplingStrategy } from "./sampling-strategy.js";

const add = (counts: number[], strategy: SamplingStrategy): number[] =>
  rowsToAdd("smote", strategy, { counts, names: counts.map((_, label) => "abc"[label]!) });

describe("adds what imbalanced-learn 0.14.2 adds", () => {
  const cases: [number[], SamplingStrategy, number[]][] = [
    [[10, 4, 7], "auto", [0, 6, 3]],
    [[10, 4, 7], "minority", [0, 6, 0]],
    [[10, 4, 7], "not minority", [0, 0, 3]],
    [[10, 4, 7], "all", [0, 6, 3]],
    [[4, 10, 4], "auto", [6, 0, 6]],
    [[4, 10, 4], "minority", [6, 0, 0]],
    [[4, 10, 4], "not minority", [0, 0, 6]],
    [[3, 3, 9], "minority", [6, 0, 0]],
    [[7, 7, 3], "not majority", [0, 0, 4]],
    [[5, 5], "all", [0, 0]],
    [[19, 7], 0.6, [0, 4]],
    [[7, 19], 0.9, [10, 0]],
    [[10, 3], 1, [0, 7]],
    [[10, 4, 7], { b: 9, c: 7 }, [0, 5, 0]],
  ];
  for (const [counts, strategy, expected] of cases)
    test(`${JSON.stringify(strategy)} on ${counts}`, () => expect(add(counts, strategy)).toEqual(expected));
});

test("refuses what cannot be reached by adding rows", () => {
  expect(() => add([19, 7], 0.2)).toThrow(
    "smote: expected `samplingStrategy` above the present ratio 0.3684210526315789, got 0.2, at which no row is added.",
  );
  expect(() => add([9, 4, 2], 0.5)).toThrow("smote: expected `samplingStrategy` as a ratio for two classes only, got 0.5 for 3.");
  expect(() => add([9, 4], { b: 3 })).toThrow(
    'smote: expected at least the present 4 rows of class "b" in `samplingStrategy`, got 3. Over-sampling removes no rows.',
  );
  expect(() => add([9, 4], { z: 5 })).toThrow('smote: expected a class name in `samplingStrategy`, got "z". The classes are a, b.');
  expect(() => add([9, 0], "auto")).toThrow(
    'smote: expected a training row of every class, got none of class "b". Leave the class out of the data set.',
  );
  expect(() => add([9], "auto")).toThrow("smote: expected at least two classes, got 1.");
});

test("the setting refuses an unknown word", () => {
  expect(overSamplingStrategy.safeParse("sometimes").success).toBe(false);
  expect(overSamplingStrategy.parse(undefined)).toBe("auto");
});
