import { testDataset } from "@evenkeel/testing";
import { countClasses } from "@evenkeel/core";
import { expect, test } from "vitest";
import wdbc from "./wdbc.js";

testDataset(wdbc);

// scikit-learn 1.9.1: load_breast_cancer(), whose target is 1 for benign.
test("is scikit-learn's copy, with malignant as class 1", async () => {
  const { numExamples, featureShape, labels, classNames, values, columns } = await wdbc.create({}).load();
  expect({ numExamples, featureShape, classNames }).toEqual({ numExamples: 569, featureShape: [30], classNames: ["benign", "malignant"] });
  expect(countClasses(labels, 2)).toEqual([357, 212]);
  expect(columns?.[0]).toEqual({ name: "mean_radius", kind: "numeric" });
  expect(Array.from(values.subarray(0, 5))).toEqual([17.99, 10.38, 122.8, 1001.0, 0.1184]);
  expect(labels[0]).toBe(1);
});
