import { numbersOf } from "@evenkeel/autodiff";
import { applyModel } from "@evenkeel/core";
import { testModel } from "@evenkeel/testing";
import { tensor1d, tensor2d, zeros } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import mlp from "./mlp.js";

testModel(mlp, { config: { hidden: [4, 3], activation: "tanh" } });
testModel(mlp, { config: { hidden: [] } });
testModel(mlp, {
  config: { hidden: [4], activation: "softplus", initialization: "he-normal" },
  inputs: { featureShape: [2, 3, 1], numClasses: 2 },
});
testModel(mlp, { isSmooth: false });

const config = mlp.schema.parse({ name: "mlp", hidden: [2] });

test("computes relu(x·W₁ + b₁)·W₂ + b₂", () => {
  const model = mlp.create(config, { featureShape: [2], numClasses: 2 });
  const params = {
    "body/dense1/kernel": tensor2d([
      [1, -1],
      [2, 1],
    ]),
    "body/dense1/bias": tensor1d([0.5, 0]),
    "head/kernel": tensor2d([
      [1, 0],
      [3, 1],
    ]),
    "head/bias": tensor1d([0, -1]),
  };
  const { logits, embedding } = applyModel(
    model,
    params,
    {},
    tensor2d([
      [1, 1],
      [2, -1],
    ]),
    { mode: "training" },
  );
  expect(numbersOf(embedding)).toBeAllClose([3.5, 0, 0.5, 0]);
  expect(numbersOf(logits)).toBeAllClose([3.5, -1, 0.5, -1]);
});

test("refuses features of another shape", () => {
  const model = mlp.create(config, { featureShape: [3], numClasses: 2 });
  expect(() => applyModel(model, {}, {}, zeros([4, 2]), { mode: "training" })).toThrow(
    "mlp: expected `features` of shape [*, 3], got [4, 2].",
  );
});
