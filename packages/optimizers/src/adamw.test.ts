import { numbersOf } from "@evenkeel/autodiff";
import { testOptimizer, updateAt } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import adamw from "./adamw.js";

testOptimizer(adamw);
testOptimizer(adamw, { config: { lazy: true, clipNorm: 0.5 } });

test("without a gradient the parameter shrinks by 1 − ηλ and nothing else", () => {
  const { name: _, ...settings } = adamw.schema.parse({ name: "adamw", learningRate: 0.1, weightDecay: 0.5 });
  const optimizer = adamw.create(settings);
  const params = { theta: tensor1d([2, -4]) };
  const { params: next } = optimizer.update({ theta: tensor1d([0, 0]) }, optimizer.init(params), params, updateAt(optimizer, 1));
  expect(numbersOf(next)).toBeAllClose([1.9, -3.8]);
});
