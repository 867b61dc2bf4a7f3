import { numbersOf } from "@evenkeel/autodiff";
import { batchForWeighters, contextForWeighters, testWeighter, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import softplus from "../constraint/softplus.js";
import anchor from "../index/anchor.js";
import row from "../index/row.js";
import learnedContributions from "./learned-contributions.js";

useCpu();
const constraint = softplus.create({ mean: "one-per-class" });
testWeighter(learnedContributions, { deps: [row.create({}), constraint] });
testWeighter(learnedContributions, { deps: [anchor.create({}), softplus.create({ mean: "free" })] });

test("starts with every row at 1", () => {
  const weighter = learnedContributions.create({ use: "old" }, row.create({}), constraint);
  expect(weighter.contributions!(weighter.init(contextForWeighters()))).toBeAllClose([1, 1, 1, 1]);
});

test("a row weighs softplus(m) over the mean of its class", () => {
  const weighter = learnedContributions.create({ use: "old" }, row.create({}), constraint);
  weighter.init(contextForWeighters());
  const positive = [0.5, -1, 2, 0].map((m) => Math.log1p(Math.exp(m)));
  const mean = positive.reduce((sum, value) => sum + value, 0) / 4;
  const meta = { free: tensor1d([0.5, -1, 2, 0]) };
  expect(weighter.contributions!(meta)).toBeAllClose(positive.map((value) => value / mean));
  expect(numbersOf(weighter.weigh(meta, batchForWeighters(), tensor1d([])))).toBeAllClose([
    1,
    1,
    1,
    1,
    1,
    ...[0, 2, 3].map((i) => positive[i]! / mean),
  ]);
});

test("only parameters that the batch reads take part in a meta step", () => {
  const byRow = learnedContributions.create({ use: "old" }, row.create({}), constraint);
  expect(Array.from(numbersOf(byRow.present!(byRow.init(contextForWeighters()), batchForWeighters())["free"]!))).toEqual([1, 0, 1, 1]);
});

test("refuses a run without synthetic rows", () => {
  const weighter = learnedContributions.create({ use: "old" }, row.create({}), constraint);
  expect(() => weighter.init({ ...contextForWeighters(), synthetic: null })).toThrow(
    "learned-contributions: expected a sampler that makes synthetic rows, got none. Choose one, e.g. `sampler=smote`, with settings that add rows.",
  );
});
