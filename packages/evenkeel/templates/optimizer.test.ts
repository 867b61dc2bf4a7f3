import { numbersOf } from "evenkeel";
import { testOptimizer, updateAt } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testOptimizer(myName);

test("a value that is known", () => {
  const optimizer = myName.create({ learningRate: 0.5 });
  const { params } = optimizer.update({ w: tensor1d([4]) }, {}, { w: tensor1d([1]) }, updateAt(optimizer, 1));
  expect([...numbersOf(params)]).toEqual([-1]);
});
