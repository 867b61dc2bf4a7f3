import { numbersOf } from "@evenkeel/autodiff";
import { randomTargets, randomTensor, testLoss } from "@evenkeel/testing";
import { expect, test } from "vitest";
import focal from "./focal.js";
import softmaxCrossEntropy from "./softmax-cross-entropy.js";

testLoss(focal, { config: { gamma: 2 } });
testLoss(focal, { config: { gamma: 0.5 }, numClasses: 2 });

test("gamma 0 is plain cross-entropy", () => {
  const [logits, targets] = [randomTensor([6, 4]), randomTargets(6, 4)];
  const at = { progress: 0 };
  expect(numbersOf(focal.create({ gamma: 0 })({ logits }, targets, at))).toBeAllClose(numbersOf(softmaxCrossEntropy.create({})({ logits }, targets, at)));
});
