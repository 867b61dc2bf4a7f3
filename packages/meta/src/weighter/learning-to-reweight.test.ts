import { numbersOf } from "@evenkeel/autodiff";
import { batchForWeighters, testWeighter, useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import learningToReweight from "./learning-to-reweight.js";

useCpu();
testWeighter(learningToReweight);

const respond = (gradient: readonly number[]): number[] => {
  const { anew } = learningToReweight.create({});
  return Array.from(numbersOf(anew!.respond({ weights: tensor1d([...gradient]) }, batchForWeighters())));
};

// Ren et al. 2018, eq. 8 and 9, times N.
test("weights are the negative gradients, clipped at 0, with mean 1", () => {
  expect(respond([-1, 2, -3, 0, 1, 0, 0, -4])).toBeAllClose([1, 0, 3, 0, 0, 0, 0, 4]);
});

test("if no row helps, no row counts", () => {
  expect(respond([1, 2, 3, 0, 1, 0, 0, 4])).toEqual(new Array(8).fill(0));
});
