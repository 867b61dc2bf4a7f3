// What turns scores into numbers, weighs classes, draws batches, changes trials and is told: each breaks one rule of its contract, beside
// right ones. `rejects.test.ts` runs their suites.
import {
  type Adjustment,
  type Batcher,
  type ClassWeights,
  type Condition,
  defineAdjustment,
  defineBatcher,
  defineClassWeights,
  defineCondition,
  defineMetric,
  defineSink,
  type Metric,
  type SinkMaker,
} from "@evenkeel/core";
import { testAdjustment, testBatcher, testClassWeights, testCondition, testMetric, testSink } from "../../src/index.js";
import { eachBroken } from "./broken.js";

const plain = { name: "own", summary: "", config: {} } as const;
let calls = 0;

/** The share of rows that are called right. */
const accuracy: Metric = {
  describe: { right: { label: "right", higherIsBetter: true, rankingOnly: false } },
  compute({ logits, labels, numClasses }) {
    const isRight = (label: number, row: number): boolean => {
      const own = logits.subarray(row * numClasses, (row + 1) * numClasses);
      return own[label] === Math.max(...own);
    };
    return { right: Array.from(labels).filter(isRight).length / labels.length };
  },
};
eachBroken<Metric>(
  "metric",
  {
    right: accuracy,
    "describes nothing": { describe: {}, compute: () => ({}) },
    "gives another name": { ...accuracy, compute: () => ({ wrong: 1 }) },
    "is not finite": { ...accuracy, compute: () => ({ right: Number.NaN }) },
    "has a name that MLflow refuses": {
      describe: { "a=b": accuracy.describe["right"]! },
      compute: (of) => ({ "a=b": accuracy.compute(of)["right"]! }),
    },
    "reads the order of rows": { ...accuracy, compute: ({ labels }) => ({ right: Array.from(labels).indexOf(1) }) },
    "describes the wrong direction": { ...accuracy, describe: { right: { ...accuracy.describe["right"]!, higherIsBetter: false } } },
  },
  (metric) => testMetric(defineMetric({ ...plain, create: () => metric })),
);

const doubled: Adjustment = {
  adjust: (logits) => logits.forEach((logit, i) => (logits[i] = logit + (i % 2))),
  priors: (shares) => shares,
};
eachBroken<{ readonly adjustment: Adjustment; readonly outOfFold?: number }>(
  "adjustment",
  {
    right: { adjustment: doubled },
    "says that it is fitted": { adjustment: doubled, outOfFold: 5 },
    "hides that it is fitted": { adjustment: { ...doubled, fitted: () => doubled } },
    "makes infinite scores": { adjustment: { ...doubled, adjust: (logits) => logits.fill(Number.POSITIVE_INFINITY) } },
    "reads other rows": { adjustment: { ...doubled, adjust: (logits) => logits.forEach((_, i) => (logits[i] = logits[0]! + i)) } },
    "squares logits": { adjustment: { ...doubled, adjust: (logits) => logits.forEach((logit, i) => (logits[i] = logit * logit)) } },
    "is calibrated to no shares": { adjustment: { ...doubled, priors: (shares) => shares.map((share) => 2 * share) } },
    "has a share below 0": { adjustment: { ...doubled, priors: () => [1.5, -0.5] } },
  },
  ({ adjustment, outOfFold }) =>
    testAdjustment(defineAdjustment({ ...plain, declares: () => (outOfFold ? { outOfFold } : {}), create: () => adjustment })),
);

eachBroken<ClassWeights>(
  "classWeights",
  {
    right: (counts) => counts.map((count) => 1 / count),
    "leaves a class out": () => [1, 2],
    "weighs below 0": (counts) => counts.map((count) => 50 - count),
    "weighs nothing": (counts) => counts.map(() => 0),
    "knows classes by their number": (counts) => counts.map((_, label) => label + 1),
    "changes the counts": (counts) => {
      (counts as number[])[0] = 1;
      return counts.map(() => 1);
    },
  },
  (weights) => testClassWeights(defineClassWeights({ ...plain, create: () => weights })),
);

const inOrder: Batcher = ({ labels, batchSize }) => {
  const size = Math.min(batchSize, labels.length);
  return {
    perEpoch: Math.max(1, Math.floor(labels.length / size)),
    at: ({ step }) => Int32Array.from({ length: size }, (_, i) => (step * size + i) % labels.length),
  };
};
eachBroken<Batcher>(
  "batcher",
  {
    right: inOrder,
    "remembers what it gave": (rows, stream) => ({
      ...inOrder(rows, stream),
      at: () => Int32Array.from({ length: Math.min(rows.batchSize, rows.labels.length) }, () => ++calls % rows.labels.length),
    }),
    "goes beyond the rows": (rows, stream) => ({
      ...inOrder(rows, stream),
      at: () => new Int32Array(rows.batchSize).fill(rows.labels.length),
    }),
    "has half an epoch": (rows, stream) => ({ ...inOrder(rows, stream), perEpoch: 2 }),
    "fills up a batch": (rows, stream) => ({ ...inOrder(rows, stream), at: () => new Int32Array(rows.batchSize) }),
    "draws of a class without rows": (rows, stream) => ({
      ...inOrder(rows, stream),
      at: () => new Int32Array(rows.batchSize).fill(rows.labels.indexOf(1)),
    }),
  },
  (batcher) => testBatcher(defineBatcher({ ...plain, create: () => batcher })),
);

/** A drawn training row carries the other label. */
const flipped: Condition = {
  description: "one wrong label",
  apply({ split, dataset, labels, trial }, stream) {
    const id = split.train[stream("own", trial).integer(split.train.length)]!;
    return { split, labels: new Map([...labels, [id, 1 - dataset.labels[Array.from(dataset.rowIds).indexOf(id)]!]]) };
  },
};
eachBroken<Condition>(
  "condition",
  {
    right: flipped,
    "gives a role rows": {
      ...flipped,
      apply: ({ split, labels }) => ({ split: { ...split, train: [...split.train, ...split.test] }, labels }),
    },
    "changes labels of test rows": {
      ...flipped,
      apply: ({ split, labels }) => ({ split, labels: new Map([...labels, [split.test[0]!, 1]]) }),
    },
    "names true labels": {
      ...flipped,
      apply: ({ split, dataset, labels }) => ({
        split,
        labels: new Map([...labels, [split.train[0]!, dataset.labels[Array.from(dataset.rowIds).indexOf(split.train[0]!)]!]]),
      }),
    },
    "forgets the trial": { ...flipped, apply: (trial, stream) => flipped.apply({ ...trial, trial: 0 }, stream) },
    "forgets what was changed before": { ...flipped, apply: (trial, stream) => flipped.apply({ ...trial, labels: new Map() }, stream) },
    "changes what it was given": {
      ...flipped,
      apply(trial, stream) {
        const made = flipped.apply(trial, stream);
        for (const [id, label] of made.labels) (trial.labels as Map<number, number>).set(id, label);
        return made;
      },
    },
  },
  (condition) => testCondition(defineCondition({ ...plain, create: () => condition })),
);

const quiet: SinkMaker = () => ({ name: "own", handle: () => undefined, close: async () => undefined });
eachBroken<SinkMaker>(
  "sink",
  {
    right: quiet,
    "throws at a failure": (context) => ({
      ...quiet(context),
      handle: (event) => {
        if (event.type === "runFailed") throw new Error("no");
      },
    }),
    "changes events": (context) => ({ ...quiet(context), handle: (event) => void Object.assign(event, { time: -1 }) }),
    "cannot be closed": (context) => ({ ...quiet(context), close: () => Promise.reject(new Error("no")) }),
    "has another name": (context) => ({ ...quiet(context), name: "other" }),
  },
  (sink) => testSink(defineSink({ ...plain, create: () => sink })),
);
