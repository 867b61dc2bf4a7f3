import { expect, test } from "vitest";
import { mergeWarnings } from "./merge-warnings.js";

test("says once what trials say, and where", () => {
  expect(mergeWarnings([{ condition: "clean", trials: [["a", "b"], ["a"], null] }])).toEqual(["a (all trials)", "b (trial 0)"]);
  expect(
    mergeWarnings([
      { condition: "clean", trials: [["a"], ["a"]] },
      { condition: "planted", trials: [["a", "b"], ["b"]] },
    ]),
  ).toEqual(["a (clean: all trials; planted: trial 0)", "b (planted: all trials)"]);
});

test("of warnings that differ in numbers alone it tells two and counts the rest", () => {
  const trials = [["3 of 40 rows, 1.5e-3"], ["12 of 41 rows, 7"], ["9 of 40 rows, 0.2"], ["9 of 40 columns, 0.2"], ["8 of 40 rows, 1"]];
  expect(mergeWarnings([{ condition: "clean", trials }])).toEqual([
    "3 of 40 rows, 1.5e-3 (trial 0)",
    "12 of 41 rows, 7 (trial 1)",
    "2 more like these, with other numbers: they stand in the results of the trials.",
    "9 of 40 columns, 0.2 (trial 3)",
  ]);
});
