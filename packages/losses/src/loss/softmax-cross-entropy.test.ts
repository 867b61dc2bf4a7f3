import { numbersOf } from "@evenkeel/autodiff";
import { testLoss } from "@evenkeel/testing";
import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import softmaxCrossEntropy from "./softmax-cross-entropy.js";

testLoss(softmaxCrossEntropy);
testLoss(softmaxCrossEntropy, { numClasses: 2 });

test("equal logits cost log C, and a class weight multiplies", () => {
  const losses = softmaxCrossEntropy.create({})(
    {
      logits: tensor2d([
        [0, 0, 0],
        [0, 0, 0],
      ]),
    },
    tensor2d([
      [0, 1, 0],
      [0, 0, 4],
    ]),
    { given: {} },
  );
  expect(numbersOf(losses)).toBeAllClose([Math.log(3), 4 * Math.log(3)]);
});
