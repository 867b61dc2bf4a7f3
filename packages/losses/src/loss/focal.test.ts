import { numbersOf } from "@evenkeel/autodiff";
import { randomTargets, randomTensor, testLoss } from "@evenkeel/testing";
import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import focal from "./focal.js";
import softmaxCrossEntropy from "./softmax-cross-entropy.js";

testLoss(focal, { config: { gamma: 2 } });
testLoss(focal, { config: { gamma: 0.5 }, numClasses: 2 });

const at = { given: {} };

test("gamma 0 is plain cross-entropy", () => {
  const [logits, targets] = [randomTensor([6, 4]), randomTargets(6, 4)];
  expect(numbersOf(focal.create({ gamma: 0 })({ logits }, targets, at))).toBeAllClose(
    numbersOf(softmaxCrossEntropy.create({})({ logits }, targets, at)),
  );
});

test("an example with p = 0.9 counts (1 − p)² = 0.01 of its cross-entropy", () => {
  const losses = focal.create({ gamma: 2 })({ logits: tensor2d([[Math.log(9), 0]]) }, tensor2d([[1, 0]]), at);
  expect(numbersOf(losses)).toBeAllClose([-0.01 * Math.log(0.9)]);
});
