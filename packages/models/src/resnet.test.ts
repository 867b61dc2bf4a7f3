import { numbersOf } from "@evenkeel/autodiff";
import { applyModel, randomState, type Tree } from "@evenkeel/core";
import { goldenCases, randomTensor, testModel } from "@evenkeel/testing";
import { expect, test } from "vitest";
import resnet from "./resnet.js";

testModel(resnet, { config: { depth: 8, widths: [2, 3, 4] }, inputs: { featureShape: [6, 5, 1], numClasses: 3 }, isSmooth: false });

const entries = (tree: Tree): number => Object.values(tree).reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0);

test.each(
  goldenCases<{ widths: [number, number, number]; n: number; classes: number }, Record<string, number>>("resnet32_counts").map(
    (c) => [c.name, c] as const,
  ),
)("has PyTorch's number of parameters: %s", (_, { inputs: { widths, n, classes }, expected }) => {
  const model = resnet.create(resnet.schema.parse({ name: "resnet", depth: 6 * n + 2, widths }), {
    featureShape: [32, 32, 3],
    numClasses: classes,
  });
  const params = model.init(randomState(0));
  expect(entries(params)).toBe(expected["total_no_bias"]);
  expect(entries(model.initState())).toBe(expected["bn_buffers"]);
  expect(Object.keys(params).filter((name) => name.includes("conv"))).toHaveLength(expected["conv_layers"]!);
});

test("evaluation uses the running statistics and leaves them alone", () => {
  const model = resnet.create(resnet.schema.parse({ name: "resnet", depth: 8, widths: [2, 2, 2] }), {
    featureShape: [4, 4, 1],
    numClasses: 2,
  });
  const [params, state, x] = [model.init(randomState(0)), model.initState(), randomTensor([3, 4, 4, 1])];
  const trained = applyModel(model, params, state, x, { mode: "training" });
  const [before, after] = [state, trained.state].map((s) => applyModel(model, params, s, x, { mode: "evaluation" }));
  expect(numbersOf(before!.logits)).not.toEqual(numbersOf(after!.logits));
  expect(numbersOf(after!.state)).toEqual(numbersOf(trained.state));
});
