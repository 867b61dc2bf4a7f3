import { numbersOf } from "@evenkeel/autodiff";
import { randomState } from "@evenkeel/core";
import { useCpu, testStart } from "@evenkeel/testing";
import { expect, test } from "vitest";
import mlp from "../mlp.js";
import initialized from "./initialized.js";

testStart(initialized);

useCpu();

test("is the model's own initialization", () => {
  const model = mlp.create(mlp.schema.parse({ name: "mlp", hidden: [3] }), { featureShape: [2], numClasses: 2 });
  const { params, modelState } = initialized.create({})(model, randomState(1));
  expect(numbersOf(params)).toEqual(numbersOf(model.init(randomState(1))));
  expect(modelState).toEqual({});
});
