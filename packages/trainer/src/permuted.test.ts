import { numbersOf } from "@evenkeel/autodiff";
import { type Learned, type Learner, type LearnerAt, streams } from "@evenkeel/core";
import { catalogs } from "@evenkeel/meta";
import { batchForWeighters, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { asTensors } from "./as-tensors.js";
import { permuted } from "./permuted.js";

const learningToReweight = catalogs.weighter.get("learning-to-reweight");
const uniform = catalogs.weighter.get("uniform");

useCpu();

const learned: Learned = { what: "batch-weights", persists: false, meanIsOne: false, controls: [] };
const SLOPES = [-1, -2, -3, -4, -5, -6, -7, -8];
const LABELS = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);

/** Parameters that persist: the weight of a row is its loss. */
const byLoss: Learner = {
  use: "old",
  init: () => ({}),
  weigh: (_at, losses) => losses,
};

const batchAt = (learner: Learner, step: number) => {
  const rows = { natural: LABELS, synthetic: new Int32Array(0), labels: LABELS };
  return { ...batchForWeighters(), given: asTensors(learner.inputs?.({ epoch: 0, batch: 0, step }, streams(1), rows)) };
};

const responseOf = (learner: Learner, step = 0): number[] =>
  Array.from(numbersOf(learner.anew!.respond({ weights: tensor1d(SLOPES) }, batchAt(learner, step))["weights"]!));

test("each class keeps its weights and hands them to other rows, others at each step", () => {
  const control = permuted(learningToReweight.create({}), learned);
  const [own, shuffled] = [responseOf(learningToReweight.create({})), responseOf(control)];
  expect(shuffled).not.toEqual(own);
  expect(responseOf(control)).toEqual(shuffled);
  expect(responseOf(control, 1)).not.toEqual(shuffled);
  for (const [from, to] of [
    [0, 4],
    [4, 8],
  ] as const)
    expect(shuffled.slice(from, to).sort()).toEqual(own.slice(from, to).sort());
});

test("a weighter whose parameters persist keeps one order for a batch, also where it is weighed twice", () => {
  const learner = permuted(byLoss, learned);
  const at: LearnerAt = { meta: {}, facts: {}, batch: batchAt(learner, 0) };
  const weights = [0, 1].map(() => Array.from(numbersOf(learner.weigh!(at, tensor1d([1, 2, 3, 4, 5, 6, 7, 8])))));
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(weights[0]!.slice(0, 4).sort()).toEqual([1, 2, 3, 4]);
});

test("refuses a weighter that learns no batch weights", () => {
  expect(() => permuted(uniform.create({}), null)).toThrow(
    "training.permuteWeights: expected a weighter that makes the weights of each batch anew",
  );
});
