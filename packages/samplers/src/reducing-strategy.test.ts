import { describe, expect, test } from "vitest";
import { cleanedClasses, rowsToDraw, type UnderSamplingStrategy } from "./reducing-strategy.js";

const names = ["a", "b", "c"];
const left = (counts: number[], strategy: UnderSamplingStrategy): number[] =>
  rowsToDraw("x", strategy, { counts, names }).map((count, label) => count ?? counts[label]!);

describe("leaves what imbalanced-learn 0.14.2 leaves", () => {
  const cases: [number[], UnderSamplingStrategy, number[]][] = [
    [[10, 4, 7], "auto", [4, 4, 4]],
    [[10, 4, 7], "majority", [4, 4, 7]],
    [[10, 4, 7], "not majority", [10, 4, 4]],
    [[4, 10, 4], "not majority", [4, 10, 4]],
    [[9, 9, 3], "majority", [3, 9, 3]],
    [[9, 9, 3], "all", [3, 3, 3]],
    [[19, 7], 0.6, [11, 7]],
    [[7, 19], 0.9, [7, 7]],
    [[19, 7], 7 / 19, [19, 7]],
    [[10, 4, 7], { a: 6 }, [6, 4, 7]],
  ];
  for (const [counts, strategy, expected] of cases)
    test(`${JSON.stringify(strategy)} of ${counts}`, () => expect(left(counts, strategy)).toEqual(expected));
});

test("refuses what cannot be reached by leaving rows out", () => {
  expect(() => left([19, 7], 0.2)).toThrow(
    "x: expected `samplingStrategy` of at least the present ratio 0.3684210526315789, got 0.2. Under-sampling adds no rows.",
  );
  expect(() => left([19, 7, 3], 0.9)).toThrow("x: expected `samplingStrategy` as a ratio for two classes only, got 0.9 for 3.");
  expect(() => left([9, 4], { b: 5 })).toThrow('x: expected at most the present 4 rows of class "b" in `samplingStrategy`, got 5.');
  expect(() => left([9, 4], { z: 5 })).toThrow('x: expected a class name in `samplingStrategy`, got "z". The classes are a, b, c.');
});

test("cleans classes by word or by name", () => {
  const classes = { counts: [10, 4, 7], names };
  expect(cleanedClasses("x", "auto", classes)).toEqual([true, false, true]);
  expect(cleanedClasses("x", ["b"], classes)).toEqual([false, true, false]);
});
