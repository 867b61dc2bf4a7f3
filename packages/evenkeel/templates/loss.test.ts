import { numbersOf } from "evenkeel";
import { testLoss } from "@evenkeel/testing";
import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testLoss(myName);

// A value from a closed form, a paper or another library: never from the loss itself.
test("a value that is known", () => {
  const logits = tensor2d([[0, 0]]);
  const [loss] = numbersOf(myName.create({ epsilon: 2 })({ logits, embedding: logits }, tensor2d([[0, 1]]), { given: {} }));
  expect(loss).toBeCloseTo(Math.LN2 + 1, 5);
});
