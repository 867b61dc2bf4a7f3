import { grad, numbersOf, scale, softmaxCrossEntropy, sum, type Value } from "@evenkeel/autodiff";
import { randomState } from "@evenkeel/core";
import { randomTensor, testModel, useCpu } from "@evenkeel/testing";
import { tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { makeHead } from "./head.js";
import mlp from "./mlp.js";

useCpu();

testModel(mlp, { config: { hidden: [4], activation: "tanh", head: "cosine", cosineScale: 3 } });
testModel(mlp, { config: { hidden: [4], activation: "tanh", head: "one-logit" }, inputs: { featureShape: [3], numClasses: 2 } });

const common = { withBias: true, initialization: "pytorch-default", numUnits: 5 } as const;

test("cosine logits do not depend on the lengths of embedding and class vectors", () => {
  const head = makeHead({ ...common, head: "cosine", cosineScale: 2, numClasses: 3 });
  const [params, h] = [head.init(randomState(1)), randomTensor([4, 5])];
  const logits = numbersOf(head.apply(params, h));
  expect(numbersOf(head.apply({ "head/kernel": params["head/kernel"]! }, scale(7, h)))).toBeAllClose(logits);
  expect(Math.max(...logits.map(Math.abs))).toBeLessThanOrEqual(2);
});

test("with one logit, cross-entropy is the binary one", () => {
  const head = makeHead({ ...common, head: "one-logit", cosineScale: 1, numClasses: 2 });
  const params = { "head/kernel": tensor2d([[1], [0], [0], [0], [0]]), "head/bias": tensor1d([0.5]) };
  const h = tensor2d([[1.5, 0, 0, 0, 0]]);
  const loss = (at: Value): Value => sum(softmaxCrossEntropy(head.apply(params, at), tensor2d([[0, 1]])));
  expect(numbersOf(loss(h))).toBeAllClose([Math.log1p(Math.exp(-2))]);
  expect(numbersOf(grad(loss)(h))[0]).toBeCloseTo(-1 / (1 + Math.exp(2)), 6);
});

test("one logit is for two classes", () => {
  expect(() => makeHead({ ...common, head: "one-logit", cosineScale: 1, numClasses: 3 })).toThrow(
    "model.head: expected two classes for `one-logit`, got 3. Choose `model.head=linear`.",
  );
});
