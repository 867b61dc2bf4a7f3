// Parts of a pairing and of contributions that break one rule of their contract each, and right ones. `rejects.test.ts` runs their suites.
import { scale, sigmoid, softplus } from "@evenkeel/autodiff";
import {
  type Anchor,
  type Coefficient,
  type ContributionConstraint,
  type ContributionIndex,
  defineAnchor,
  defineCoefficient,
  defineConstraint,
  defineIndex,
  defineLabel,
  definePartner,
  type Label,
  type Partner,
} from "@evenkeel/core";
import { tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import { testAnchor, testCoefficient, testConstraint, testIndex, testLabel, testPartner } from "../../src/index.js";
import { eachBroken } from "./broken.js";

const plain = { name: "own", summary: "", config: {} } as const;
let calls = 0;

const soft: Label = ({ coefficient }) => coefficient;
eachBroken<{ readonly rule: Label; readonly isAnchorClass?: boolean }>(
  "label",
  {
    right: { rule: soft },
    "is above 1": { rule: ({ coefficient }) => 2 * coefficient },
    "is below 0": { rule: ({ coefficient }) => coefficient - 0.5 },
    "remembers what it was asked": { rule: () => (++calls % 7) / 7 },
    "says that it is hard": { rule: soft, isAnchorClass: true },
    "hides that it is hard": { rule: () => 1 },
  },
  ({ rule, isAnchorClass }) =>
    testLabel(defineLabel({ ...plain, declares: () => (isAnchorClass ? { isAnchorClass } : {}), create: () => rule })),
);

const anyRow: Partner = { candidates: ({ train }) => ({ count: train.count, at: (_, index) => index }) };
eachBroken<{ readonly partner: Partner; readonly isSameClass?: boolean }>(
  "partner",
  {
    right: { partner: anyRow },
    "has no candidates": { partner: { candidates: () => ({ count: 0, at: () => 0 }) } },
    "goes beyond the rows": { partner: { candidates: ({ train }) => ({ count: 2, at: () => train.count }) } },
    "remembers whom it gave": { partner: { candidates: ({ train }) => ({ count: 3, at: () => ++calls % train.count }) } },
    "weighs below 0": { partner: { candidates: ({ train }) => ({ count: train.count, at: (_, index) => index, weight: () => -1 }) } },
    "hides that it stays in the class": {
      partner: { candidates: ({ positions }, label) => ({ count: positions[label]!.length, at: (_, index) => positions[label]![index]! }) },
    },
    "says that it stays in the class": { partner: anyRow, isSameClass: true },
  },
  ({ partner, isSameClass }) =>
    testPartner(definePartner({ ...plain, declares: () => (isSameClass ? { isSameClass } : {}), create: () => partner })),
);

const asMany: Anchor = {
  counts: ({ classCounts }) => classCounts.map((count) => count),
  pool: ({ positions }, label) => positions[label]!,
};
eachBroken<Anchor>(
  "anchor",
  {
    right: asMany,
    "counts halves": { ...asMany, counts: ({ classCounts }) => classCounts.map((count) => count + 0.5) },
    "counts two classes of three": { ...asMany, counts: () => [1, 2] },
    "makes nothing": { ...asMany, counts: ({ classCounts }) => classCounts.map(() => 0) },
    "has no anchors": { ...asMany, pool: () => new Int32Array() },
    "takes anchors of another class": { ...asMany, pool: ({ positions }, label) => positions[(label + 1) % 3]! },
    "names an anchor twice": { ...asMany, pool: ({ positions }, label) => Int32Array.of(positions[label]![0]!, positions[label]![0]!) },
  },
  (anchor) => testAnchor(defineAnchor({ ...plain, create: () => anchor })),
);

const uniform: Coefficient = { per: "example", draw: (rng) => rng.double() };
eachBroken<Coefficient>(
  "coefficient",
  {
    right: uniform,
    "is above 1": { ...uniform, draw: (rng) => 1 + rng.double() },
    "draws from elsewhere": { ...uniform, draw: () => (++calls % 97) / 97 },
    "is drawn for nobody": { ...uniform, per: "row" as never },
  },
  (coefficient) => testCoefficient(defineCoefficient({ ...plain, create: () => coefficient })),
);

const byClass: ContributionIndex = { numParameters: ({ numClasses }) => numClasses, parameterOf: ({ synthetic }) => synthetic!.labels };
eachBroken<{ readonly index: ContributionIndex; readonly perSyntheticRow?: boolean }>(
  "index",
  {
    right: { index: byClass },
    "names an entry that is not there": { index: { ...byClass, numParameters: () => 1 } },
    "leaves rows out": { index: { ...byClass, parameterOf: () => Int32Array.of(0) } },
    "is another each time": { index: { ...byClass, parameterOf: ({ synthetic }) => synthetic!.labels.map(() => (++calls % 5) % 2) } },
    "says that entries are the rows' own": { index: byClass, perSyntheticRow: true },
    "hides that entries are the rows' own": {
      index: {
        numParameters: ({ synthetic }) => synthetic!.count,
        parameterOf: ({ synthetic }) => Int32Array.from(synthetic!.labels.keys()),
      },
    },
  },
  ({ index, perSyntheticRow }) =>
    testIndex(defineIndex({ ...plain, declares: () => (perSyntheticRow ? { perSyntheticRow } : {}), create: () => index })),
);

const held: ContributionConstraint = { start: 0, facts: () => ({}), apply: (free) => scale(2, sigmoid(free)) };
eachBroken<{ readonly constraint: ContributionConstraint; readonly meanIsOne?: boolean }>(
  "constraint",
  {
    right: { constraint: held },
    "starts elsewhere": { constraint: { ...held, start: 1 } },
    "goes below 0": { constraint: { ...held, start: 1, apply: (free) => free } },
    "weighs all rows alike": { constraint: { ...held, apply: (free) => scale(0, free) } },
    "says that the mean stays 1": { constraint: held, meanIsOne: true },
    "cuts the derivative": {
      constraint: {
        ...held,
        apply: (free) => tensor1d(Array.from((free as Tensor).dataSync?.() ?? [0, 0, 0, 0], (value) => 2 / (1 + Math.exp(-value)))),
      },
    },
    "is no softplus of mean 1": { constraint: { start: 0, facts: () => ({}), apply: (free) => scale(1.2 / Math.LN2, softplus(free)) } },
  },
  ({ constraint, meanIsOne }) =>
    testConstraint(defineConstraint({ ...plain, declares: () => (meanIsOne ? { meanIsOne } : {}), create: () => constraint })),
);
