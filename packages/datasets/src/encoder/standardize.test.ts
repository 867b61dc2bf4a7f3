import type { Dataset } from "@evenkeel/core";
import { datasetOf, randomDataset, testEncoder } from "@evenkeel/testing";
import { expect, test } from "vitest";
import digits from "../dataset/digits.js";
import standardize from "./standardize.js";

testEncoder(standardize);

const { fit } = standardize.create({});

test("gives the fitted rows mean 0 and population standard deviation 1, and other rows the same map", () => {
  // sd of 1, 2, 6 about their mean 3 is √(14/3).
  const dataset = datasetOf([[1], [2], [6], [100]], [0, 1, 0, 1]);
  const encoder = fit(dataset, [0, 1, 2]);
  expect(encoder.encode(dataset.values, 4)).toBeAllClose(
    [-2, -1, 3, 97].map((value) => value / Math.sqrt(14 / 3)),
    { abs: 1e-15, rel: 1e-14 },
  );
  const many = fit(randomDataset(2, [70, 30], 4), [...Array(100).keys()]).encode(randomDataset(2, [70, 30], 4).values, 100);
  for (let column = 0; column < 4; column++) {
    const own = Array.from({ length: 100 }, (_, row) => many[4 * row + column]!);
    expect(own.reduce((sum, value) => sum + value, 0) / 100).toBeCloseTo(0, 13);
    expect(own.reduce((sum, value) => sum + value * value, 0) / 100).toBeCloseTo(1, 13);
  }
});

test("centres a column that is constant over the fitted rows, without scaling", () => {
  // The mean of three times 0.1 is not 0.1 in doubles.
  const dataset = datasetOf([[0.1], [0.1], [0.1], [5]], [0, 1, 0, 1]);
  expect(fit(dataset, [0, 1, 2]).encode(dataset.values, 4)).toBeAllClose([0, 0, 0, 4.9], { abs: 1e-15, rel: 1e-14 });
});

test("makes nominal columns one-hot and leaves them at 0 and 1", () => {
  const dataset: Dataset = {
    ...datasetOf(
      [
        [3, 2, 1],
        [5, 0, 1],
      ],
      [0, 1],
    ),
    columns: [
      { name: "a", kind: "numeric" },
      { name: "b", kind: "nominal", levels: ["p", "q", "r"] },
      { name: "c", kind: "nominal", levels: ["s", "t"] },
    ],
  };
  const encoder = fit(dataset, [0, 1]);
  expect(encoder.featureShape).toEqual([6]);
  expect(Array.from(encoder.encode(dataset.values, 2))).toEqual([-1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1]);
});

test("keeps the shape of images and is float64 for float32 data", async () => {
  const images = await digits.create({}).load();
  expect(fit(images, [0, 1, 2]).featureShape).toEqual([8, 8, 1]);
  const single = datasetOf([[0.1], [0.7]], [0, 1], "float32");
  expect(Array.from(fit(single, [0, 1]).encode(single.values, 2))).toEqual([-1, 1]);
});

test("values whose squares overflow or vanish are standardized like others", () => {
  // sd of 1, 2, 6 about their mean 3 is √(14/3).
  for (const unit of [1e200, 2e307, 1e-200, 1e-320]) {
    const dataset = datasetOf([[unit], [2 * unit], [6 * unit]], [0, 1, 0]);
    expect(fit(dataset, [0, 1, 2]).encode(dataset.values, 3)).toBeAllClose(
      [-2, -1, 3].map((value) => value / Math.sqrt(14 / 3)),
      { rel: unit < 1e-300 ? 1e-3 : 1e-12 },
    );
  }
});

test("does not blow up what differs by rounding alone, at any size", () => {
  for (const size of [0.1, 1, 1e20, 1e200]) {
    const dataset = datasetOf([[size], [size * (1 + Number.EPSILON)], [size]], [0, 1, 0]);
    for (const value of fit(dataset, [0, 1, 2]).encode(dataset.values, 3)) expect(Math.abs(value)).toBeLessThan(1e-15);
  }
});

test("centres equal values at themselves, at any size", () => {
  for (const size of [0.1, 1e20, 1e200]) {
    const dataset = datasetOf(
      Array.from({ length: 7 }, () => [size]),
      [0, 1, 0, 1, 0, 1, 0],
    );
    expect(Array.from(fit(dataset, [0, 1, 2, 3, 4, 5, 6]).encode(dataset.values, 7))).toEqual(new Array(7).fill(0));
  }
});
