import { numbersOf } from "@evenkeel/autodiff";
import { type Learner, randomState, type Tree } from "@evenkeel/core";
import { batchForWeighters, rowsForWeighters, testWeighter, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import softplus from "../constraint/softplus.js";
import anchor from "../index/anchor.js";
import row from "../index/row.js";
import learnedContributions from "./learned-contributions.js";

useCpu();
const constraint = softplus.create({ mean: "one-per-class" });
testWeighter(learnedContributions, { deps: [row.create({}), constraint], declaredByParts: { meanIsOne: true } });
testWeighter(learnedContributions, { deps: [anchor.create({}), softplus.create({ mean: "free" })] });

const byRow = (): Learner => learnedContributions.create({ use: "old" }, row.create({}), constraint);
const factsOf = (learner: Learner): Tree => learner.facts!(rowsForWeighters(), randomState(1));
const weightsAt = (learner: Learner, meta: Tree): ArrayLike<number> =>
  numbersOf(learner.readings!({ meta, facts: factsOf(learner) })["weight"]!);

test("starts with every row at 1", () => {
  expect(weightsAt(byRow(), byRow().init(rowsForWeighters(), randomState(1)))).toBeAllClose([1, 1, 1, 1]);
});

test("a row weighs softplus(m) over the mean of its class", () => {
  const learner = byRow();
  const positive = [0.5, -1, 2, 0].map((m) => Math.log1p(Math.exp(m)));
  const mean = positive.reduce((sum, value) => sum + value, 0) / 4;
  const meta = { free: tensor1d([0.5, -1, 2, 0]) };
  expect(weightsAt(learner, meta)).toBeAllClose(positive.map((value) => value / mean));
  const weights = learner.weigh!({ meta, facts: factsOf(learner), batch: batchForWeighters() }, tensor1d([]));
  expect(numbersOf(weights)).toBeAllClose([1, 1, 1, 1, 1, ...[0, 2, 3].map((i) => positive[i]! / mean)]);
});

test("only parameters that the batch reads take part in a meta step", () => {
  const present = (learner: Learner): number[] => {
    const meta = learner.init(rowsForWeighters(), randomState(1));
    return Array.from(numbersOf(learner.present!({ meta, facts: factsOf(learner), batch: batchForWeighters() })["free"]!));
  };
  expect(present(byRow())).toEqual([1, 0, 1, 1]);
  const byAnchor = learnedContributions.create({ use: "old" }, anchor.create({}), constraint);
  // The batch holds synthetic rows 0, 2 and 3, of the training rows 4, 9 and 9.
  expect(present(byAnchor)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test("refuses a run without synthetic rows", () => {
  expect(() => byRow().init({ ...rowsForWeighters(), synthetic: null }, randomState(1))).toThrow(
    "learned-contributions: expected a sampler that makes synthetic rows, got none. Choose one, e.g. `sampler=smote`, with settings that add rows.",
  );
});
