import { numbersOf } from "@evenkeel/autodiff";
import { type Model, type NamedArray, randomState, type Tree, UserError, writeSafetensors } from "@evenkeel/core";
import { temporaryFile, testStart, useCpu } from "@evenkeel/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import cnn from "../cnn.js";
import trained from "./trained.js";

useCpu();

/** The parameters of the suite's model. */
const arrays = {
  "body/kernel": { shape: [2], values: Float32Array.of(1, 2) },
  "body/mean": { shape: [1], values: Float32Array.of(3) },
  "head/bias": { shape: [1], values: Float32Array.of(4) },
};
testStart(trained, { config: { from: temporaryFile("model.safetensors", writeSafetensors({ arrays, metadata: {} })), parts: "all" } });

const modelWith = (numClasses: number): Model => cnn.create(cnn.schema.parse({ name: "cnn" }), { featureShape: [8, 8, 1], numClasses });

/** Every number one more than the initialization's. */
function fileOf(model: Model): { path: string; arrays: Record<string, NamedArray> } {
  const tree = { ...model.init(randomState(7)), ...model.initState() };
  const arrays = Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      name,
      { shape: value.shape, values: (value as Tensor).dataSync().map((each) => each + 1) as Float32Array },
    ]),
  );
  return { path: temporaryFile("model.safetensors", writeSafetensors({ arrays, metadata: {} })), arrays };
}

const start = (from: string, parts: string = "all") => trained.create(trained.schema.parse({ name: "trained", from, parts }) as never);
const numbers = (tree: Tree, names: (name: string) => boolean) =>
  numbersOf(Object.fromEntries(Object.entries(tree).filter(([name]) => names(name))));

test.each(["all", "body", "head"])("parts=%s come from the file, the others are initialized", (parts) => {
  const model = modelWith(3);
  const { path, arrays } = fileOf(model);
  const { params, modelState } = start(path, parts)(model, randomState(1));
  const fresh = model.init(randomState(1));
  for (const [name, value] of Object.entries({ ...params, ...modelState })) {
    const isTaken = parts === "all" || name.startsWith(`${parts}/`);
    const expected = isTaken ? arrays[name]!.values : ((fresh[name] ?? model.initState()[name]) as Tensor).dataSync();
    expect([name, Array.from((value as Tensor).dataSync())]).toEqual([name, Array.from(expected)]);
  }
  expect(numbers(params, (name) => name.startsWith("body/"))).not.toEqual([]);
});

test("refuses another model, naming the parameter, and files that are none", () => {
  const { path } = fileOf(modelWith(3));
  expect(() => start(path)(modelWith(4), randomState(1))).toThrow(
    /start\.from: expected `head\/.*` of shape \[.*4\], got one of shape \[.*3\] in .*model\.safetensors/,
  );
  expect(() => start("no/such.safetensors")(modelWith(3), randomState(1))).toThrow(
    "start.from: expected a file `model.safetensors` that a run wrote, got none at no/such.safetensors.",
  );
  expect(() => start(temporaryFile("cut", "short"))(modelWith(3), randomState(1))).toThrow(UserError);
});
