// Data, and how they are filled, encoded and split: each breaks one rule of its contract, beside right ones. `rejects.test.ts` runs their suites.
import {
  defineDataset,
  defineEncoder,
  defineImputer,
  defineProtocol,
  type Column,
  type Dataset,
  type Encoder,
  type FittedEncoder,
  type FittedImputer,
  type Imputer,
  type Protocol,
  type RowShape,
} from "@evenkeel/core";
import { testDataset, testEncoder, testImputer, testProtocol } from "../../src/index.js";
import { broken } from "./broken.js";

// An encoder that subtracts the mean of the fitted rows.
const meanOf = ({ values }: Dataset, rows: ArrayLike<number>): number[] =>
  [0, 1, 2].map((column) => Array.from(rows).reduce((sum, row) => sum + values[3 * row + column]!, 0) / rows.length);
const centred = (mean: readonly number[], shape: RowShape): FittedEncoder => ({
  state: [...mean],
  featureShape: shape.featureShape,
  encode: (values) => Float64Array.from(values, (value, i) => value - mean[i % 3]!),
});
const encoder: Encoder = {
  fit: (dataset, rows) => centred(meanOf(dataset, rows), dataset),
  read: (state, rows) => centred(state as number[], rows),
};
const encoders: Record<string, Encoder> = {
  right: encoder,
  "reads all rows": { ...encoder, fit: (dataset) => encoder.fit(dataset, Array.from(dataset.labels.keys())) },
  "reads labels": {
    ...encoder,
    fit(dataset, rows) {
      const own = encoder.fit(dataset, rows);
      return { ...own, encode: (values, count) => own.encode(values, count).map((value) => value + dataset.labels[0]!) };
    },
  },
  "encodes by the batch": {
    ...encoder,
    fit(dataset, rows) {
      const own = encoder.fit(dataset, rows);
      return { ...own, encode: (values, count) => own.encode(values, count).map((value) => value / count) };
    },
  },
  "forgets its state": { ...encoder, read: (_, rows) => centred([0, 0, 0], rows) },
  "says another shape": { ...encoder, fit: (dataset, rows) => ({ ...encoder.fit(dataset, rows), featureShape: [2] }) },
  "maps all rows to one": {
    ...encoder,
    fit: (dataset, rows) => ({ ...encoder.fit(dataset, rows), encode: (values) => new Float64Array(values.length) }),
  },
  "changes the data": {
    ...encoder,
    fit(dataset, rows) {
      dataset.values[0]! += 1;
      return encoder.fit(dataset, rows);
    },
  },
};
for (const [what, own] of Object.entries(encoders))
  broken(`encoder ${what}`, () => testEncoder(defineEncoder({ name: "own", summary: "", config: {}, create: () => own })));

// An imputer that fills 1.
const filling = (by: number, shape: RowShape): FittedImputer => ({
  state: by,
  rows: { featureShape: shape.featureShape, ...(shape.columns && { columns: shape.columns }) },
  fill: (values) => Float64Array.from(values, (value) => (Number.isNaN(value) ? by : value)),
});
const imputer: Imputer = { fit: (dataset) => filling(1, dataset), read: (state, rows) => filling(state as number, rows) };
const imputers: Record<string, Imputer> = {
  right: imputer,
  "fills nothing": { ...imputer, fit: (dataset) => ({ ...imputer.fit(dataset, []), fill: (values) => Float64Array.from(values) }) },
  "fills no level": { fit: (dataset) => filling(0.5, dataset), read: (state, rows) => filling(state as number, rows) },
  "changes what is there": {
    ...imputer,
    fit: (dataset) => ({ ...imputer.fit(dataset, []), fill: (values) => Float64Array.from(values, () => 1) }),
  },
  "reads all rows": { ...imputer, fit: (dataset) => ({ ...filling(1, dataset), state: Array.from(dataset.values, String).join() }) },
  "forgets its state": { ...imputer, read: (_, rows) => filling(2, rows) },
  "changes the data": {
    ...imputer,
    fit(dataset) {
      dataset.labels[0]! += 1;
      return imputer.fit(dataset, []);
    },
  },
};
for (const [what, own] of Object.entries(imputers))
  broken(`imputer ${what}`, () => testImputer(defineImputer({ name: "own", summary: "", config: {}, create: () => own })));

// A protocol that tests every third row of a drawn order.
const drawn: Protocol = {
  numTrials: 2,
  description: "every third row",
  classCounts: () => [40, 20],
  split({ rowIds }, trial, stream) {
    const order = Array.from(stream("own", trial).permutation(rowIds.length), (place) => rowIds[place]!);
    return { train: order.filter((_, i) => i % 3 > 0), meta: [], test: order.filter((_, i) => i % 3 === 0) };
  },
};
let split = 0;
const protocols: Record<string, Protocol> = {
  right: drawn,
  "tests what it trains on": {
    ...drawn,
    split: (dataset, trial, stream) => ({ ...drawn.split(dataset, trial, stream), test: [...dataset.rowIds] }),
  },
  "names no rows": { ...drawn, split: (dataset, trial, stream) => ({ ...drawn.split(dataset, trial, stream), meta: [-5] }) },
  "trains on one class": {
    ...drawn,
    split(dataset, trial, stream) {
      const own = drawn.split(dataset, trial, stream);
      const isFirst = (id: number) => dataset.labels[dataset.rowIds.indexOf(id)] === 0;
      return { ...own, train: own.train.filter(isFirst) };
    },
  },
  "remembers what it split": {
    ...drawn,
    split: (dataset, trial, stream) => ({
      ...drawn.split(dataset, trial, stream),
      meta: split++ % 2 === 0 ? [] : [],
      given: { call: [split] },
    }),
  },
  "splits all trials alike": { ...drawn, split: (dataset, _, stream) => drawn.split(dataset, 0, stream) },
  "draws nothing": {
    ...drawn,
    split: ({ rowIds }, trial) => ({
      train: [...rowIds].filter((_, i) => i % 3 !== trial),
      meta: [],
      test: [...rowIds].filter((_, i) => i % 3 === trial),
    }),
  },
  "reads features": {
    ...drawn,
    split({ rowIds, values }, trial, stream) {
      const order = [...rowIds].sort((a, b) => values[2 * rowIds.indexOf(a)]! - values[2 * rowIds.indexOf(b)]!);
      const from = stream("own", trial).permutation(3)[0]!;
      return { train: order.filter((_, i) => (i + from) % 3 > 0), meta: [], test: order.filter((_, i) => (i + from) % 3 === 0) };
    },
  },
  "says nothing": { ...drawn, description: " " },
  "counts no class": { ...drawn, classCounts: () => [60] },
};
for (const [what, own] of Object.entries(protocols))
  broken(`protocol ${what}`, () => testProtocol(defineProtocol({ name: "own", summary: "", config: {}, create: () => own })));

// Four rows of a numeric and a nominal column.
const columns: Column[] = [
  { name: "a", kind: "numeric" },
  { name: "b", kind: "nominal", levels: ["p", "q"] },
];
const table: Dataset = {
  name: "own",
  values: Float64Array.of(1, 0, 2, 1, 3, 0, 4, 1),
  numExamples: 4,
  featureShape: [2],
  columns,
  labels: Int32Array.of(0, 1, 0, 1),
  numClasses: 2,
  classNames: ["x", "y"],
  rowIds: Int32Array.of(0, 1, 2, 3),
  digest: "abc",
};
let loads = 0;
const datasets: Record<string, () => Dataset> = {
  right: () => table,
  "has a label too few": () => ({ ...table, labels: Int32Array.of(0, 1, 0) }),
  "has a class without rows": () => ({ ...table, numClasses: 3, classNames: ["x", "y", "z"] }),
  "calls two classes alike": () => ({ ...table, classNames: ["x", "x"] }),
  "calls two rows alike": () => ({ ...table, rowIds: Int32Array.of(0, 1, 2, 2) }),
  "calls two columns alike": () => ({ ...table, columns: [columns[0]!, { ...columns[1]!, name: "a" }] }),
  "has a cell that is no level": () => ({ ...table, values: table.values.map((value, i) => (i === 1 ? 7 : value)) }),
  "has a value missing without a word": () => ({ ...table, values: table.values.map((value, i) => (i === 0 ? Number.NaN : value)) }),
  "has no digest": () => ({ ...table, digest: "" }),
  "is another each time": () => ({ ...table, digest: String(loads++) }),
};
for (const [what, make] of Object.entries(datasets))
  broken(`dataset ${what}`, () =>
    testDataset(defineDataset({ name: "own", summary: "", config: {}, create: () => ({ load: async () => make() }) })),
  );
