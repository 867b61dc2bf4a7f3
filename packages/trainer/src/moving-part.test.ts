import { concat, numbersOf } from "@evenkeel/autodiff";
import type { Rows, Start, Tree } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { memory, tensor, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { finish, make, release, taskOn, wdbc } from "../test/tasks.js";
import type { TrainTask } from "./task.js";

beforeAll(async () => void (await startEngine({ name: "wasm" })));

const UNITS = 16;
const taskWith = async (moves: "all" | "body" | "head"): Promise<TrainTask> => {
  const task = taskOn(await wdbc({}), {});
  return { ...task, settings: { ...task.settings, moves } };
};
const under = (tree: Tree, part: string) =>
  Object.fromEntries(Object.entries(tree).flatMap(([name, value]) => (name.startsWith(part) ? [[name, numbersOf(value)]] : [])));

test.each(["body", "head"] as const)("%s moves alone", async (moves) => {
  const task = await taskWith(moves);
  const { numTensors } = memory();
  const { result } = await finish(task);
  const still = moves === "head" ? "body/" : "head/";
  const before = task.model.init(task.stream("init"));
  expect(Object.keys(result.tested.params).sort()).toEqual(Object.keys(before).sort());
  expect(under(result.tested.params, still)).toEqual(under(before, still));
  expect(under(result.tested.params, `${moves}/`)).not.toEqual(under(before, `${moves}/`));
  expect(Object.keys(result.state.params).every((name) => name.startsWith(`${moves}/`))).toBe(true);
  release(result);
  Object.values(before).forEach((value) => (value as Tensor).dispose());
  expect(memory().numTensors).toBe(numTensors);
});

test("a head alone is trained like a model without hidden layers on the embeddings", async () => {
  const task = await taskWith("head");
  const params = task.model.init(task.stream("init"));
  const embedded = (rows: Rows): Rows => {
    const features = tensor(rows.features, [rows.count, rows.featureShape[0]!]);
    const { embedding } = task.model.embed(params, {}, features, { mode: "evaluation" });
    return { ...rows, featureShape: [UNITS], features: Float32Array.from(numbersOf(embedding)) };
  };
  const { data } = task;
  const start: Start = () => ({
    params: { "head/kernel": concat([params["head/kernel"]!]), "head/bias": concat([params["head/bias"]!]) },
    modelState: {},
  });
  const flat = await finish({
    ...task,
    data: { ...data, train: embedded(data.train), test: embedded(data.test) },
    model: make("model", "mlp", { hidden: [] }, { featureShape: [UNITS], numClasses: 2 }),
    start,
    settings: { ...task.settings, moves: "all" },
  });
  const { result } = await finish(task);
  expect(Array.from(result.testLogits)).toBeAllClose(Array.from(flat.result.testLogits), { abs: 1e-4, rel: 1e-4 });
  [result, flat.result].forEach(release);
});
