import { testDataset } from "@evenkeel/testing";
import { countClasses } from "@evenkeel/core";
import { expect, test } from "vitest";
import digits from "./digits.js";

testDataset(digits);

// scikit-learn 1.9.1: load_digits().
test("is scikit-learn's copy, as images of one channel", async () => {
  const { featureShape, labels, classNames, values, numExamples } = await digits.create({}).load();
  expect({ featureShape, numExamples }).toEqual({ featureShape: [8, 8, 1], numExamples: 1797 });
  expect(classNames).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  expect(countClasses(labels, 10)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect(Array.from(values.subarray(0, 8))).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
});
