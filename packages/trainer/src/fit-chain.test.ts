import type { Dataset, Split } from "@evenkeel/core";
import { datasetOf, randomDataset } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { make } from "../test/tasks.js";
import { type Chain, fitChain, readChain } from "./fit-chain.js";

/** Random rows with a nominal column, extreme values, and every seventh value missing. */
function gappy(): Dataset {
  const dataset = randomDataset(3, [30, 10], 4);
  const values = Float64Array.from(dataset.values, (value, i) =>
    i % 7 === 3 ? NaN : i % 4 === 3 ? Math.abs(Math.trunc(value * 10)) % 3 : i % 4 === 2 ? value * 1e200 : value,
  );
  const columns = [
    ...["a", "b", "c"].map((name) => ({ name, kind: "numeric" as const })),
    { name: "d", kind: "nominal" as const, levels: ["p", "q", "r"] },
  ];
  return { ...dataset, values, columns, missing: "some are" };
}

const ids = Array.from(gappy().rowIds);
const split: Split = { train: ids.slice(0, 24), meta: ids.slice(24, 26), test: ids.slice(26) };

const cases = ["none", "standardize", "robust"].flatMap((encoder) =>
  [{ nominal: "level", indicator: true }, { strategy: "median" }].map((settings) => ({ encoder, settings })),
);

test.each(cases)("$encoder after $settings: from its state as JSON, a chain encodes the same bits", ({ encoder, settings }) => {
  const chain = (): Chain => ({
    imputer: make("imputer", "simple", settings),
    encoder: make("encoder", encoder),
  });
  const dataset = gappy();
  const { filled, encoder: fitted, state } = fitChain(chain(), dataset, split, new Map());
  const read = readChain(chain(), JSON.parse(JSON.stringify(state)));
  const encoded = fitted.encode(filled.values, 40);
  expect(read.featureShape).toEqual(fitted.featureShape);
  expect(read.encode(dataset.values, 40)).toEqual(encoded);
  expect(encoded.every(Number.isFinite)).toBe(true);
});

test("no test row is seen", () => {
  const chain = { imputer: make("imputer", "simple", { nominal: "level", indicator: true }), encoder: make("encoder", "standardize") };
  const dataset = gappy();
  const other = { ...dataset, values: dataset.values.map((value, i) => (i < 26 * 4 ? value : i % 5 === 0 ? NaN : 1)) };
  expect(fitChain(chain, other, split, new Map()).state).toEqual(fitChain(chain, dataset, split, new Map()).state);
});

test("what is fitted sees the labels of the labelled rows as they are given, and no other", () => {
  const seen: number[][] = [];
  const look = <Link extends { fit(dataset: Dataset, rows: ArrayLike<number>): unknown }>(link: Link): Link => ({
    ...link,
    fit(dataset: Dataset, rows: ArrayLike<number>) {
      seen.push(Array.from(dataset.labels));
      return link.fit(dataset, rows);
    },
  });
  const dataset = datasetOf([[1], [2], [4], [3]], [0, 1, 0, 1]);
  const chain = { imputer: look(make("imputer", "none")), encoder: look(make("encoder", "standardize")) };
  const { filled } = fitChain(chain, dataset, { train: [0], meta: [1], test: [2, 3] }, new Map([[0, 1]]));
  expect(seen).toEqual([
    [1, 1, -1, -1],
    [1, 1, -1, -1],
  ]);
  expect(Array.from(filled.labels)).toEqual([0, 1, 0, 1]);
});

test("a state of other components is refused", () => {
  const imputer = make("imputer", "none");
  const dataset = datasetOf([[1], [2], [4]], [0, 1, 0]);
  const { state } = fitChain(
    { imputer, encoder: make("encoder", "standardize") },
    dataset,
    { train: [0, 1], meta: [], test: [2] },
    new Map(),
  );
  expect(() => readChain({ imputer, encoder: make("encoder", "none") }, state)).toThrow("expected null");
  expect(() => readChain({ imputer: make("imputer", "simple"), encoder: make("encoder", "robust") }, state)).toThrow("expected object");
});
