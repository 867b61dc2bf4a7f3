import { numbersOf, scope } from "@evenkeel/autodiff";
import { batchForWeighters, contextForWeighters, useCpu } from "@evenkeel/testing";
import { streams, type Weighter } from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { permuted } from "./permuted.js";
import { catalogs } from "@evenkeel/meta";

const learningToReweight = catalogs.weighter.get("learning-to-reweight");
const uniform = catalogs.weighter.get("uniform");

useCpu();

const GRADIENT = [-1, -2, -3, -4, -5, -6, -7, -8];

/** `linearizeAt: "current"`: the weight of a row is its loss. */
const byLoss: Weighter = {
  usesMetaSet: true,
  linearizeAt: "current",
  use: "old",
  learns: { what: "batch-weights", meanIsOne: false },
  init: () => ({}),
  weigh: (_meta, _batch, losses) => losses,
};

const responseOf = (weighter: Weighter): number[] => {
  weighter.init(contextForWeighters());
  return Array.from(numbersOf(weighter.respond!(tensor1d(GRADIENT), batchForWeighters())));
};

test("each class keeps its weights and hands them to other rows", () => {
  const [own, shuffled] = [responseOf(learningToReweight.create({})), responseOf(permuted(learningToReweight.create({}), streams(1)))];
  expect(shuffled).not.toEqual(own);
  for (const [from, to] of [
    [0, 4],
    [4, 8],
  ] as const)
    expect(shuffled.slice(from, to).sort()).toEqual(own.slice(from, to).sort());
});

test("a weighter whose parameters persist keeps one order for a batch, also where it is weighed twice", () => {
  const weighter = permuted(byLoss, streams(1));
  weighter.init(contextForWeighters());
  const weights = scope(() => {
    const batch = batchForWeighters();
    const losses = tensor1d([1, 2, 3, 4, 5, 6, 7, 8]);
    return [0, 1].map(() => Array.from(numbersOf(weighter.weigh({}, batch, losses))));
  });
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(weights[0]!.slice(0, 4).sort()).toEqual([1, 2, 3, 4]);
});

test("refuses a weighter that learns no batch weights", () => {
  expect(() => permuted(uniform.create({}), streams(1))).toThrow(
    "training.permuteWeights: expected a weighter that makes the weights of each batch anew",
  );
});
