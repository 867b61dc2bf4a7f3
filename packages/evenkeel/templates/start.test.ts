import { type Model, numbersOf, randomState } from "evenkeel";
import { testStart } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testStart(myName);

test("what is special about it", () => {
  const model: Model = {
    head: "linear",
    init: () => ({ "head/bias": tensor1d([2]) }),
    initState: () => ({}),
    embed: (_params, state, features) => ({ embedding: features, state }),
    classify: (_params, embedding) => embedding,
  };
  const { params } = myName.create({ factor: 0.5 })(model, randomState(1));
  expect([...numbersOf(params)]).toEqual([1]);
});
