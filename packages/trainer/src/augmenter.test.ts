import { add, adopt, numbersOf, scope } from "@evenkeel/autodiff";
import type { Augmenter } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { ones } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { finish, release, taskOn, wdbc } from "../test/tasks.js";
import { batchSource } from "./batch-source.js";

beforeAll(async () => void (await startEngine({ name: "wasm" })));

const plusOne: Augmenter = { apply: (features) => add(features, adopt(ones(features.shape))) };

test.each([
  ["a batch", {}],
  ["made rows too", { sampler: "smote" }],
  ["rows before they are mixed", { mixer: "mixup" }],
] as const)("changes %s", async (_, choice) => {
  const task = taskOn(await wdbc(choice), choice);
  const features = (augmenter: Augmenter): Float32Array => {
    const source = batchSource({ ...task, augmenter }, task.data);
    const values = scope(() => numbersOf(source.values(source.rows(3, 1)).inner[0]!.features));
    source.dispose();
    return values;
  };
  const before = features({});
  expect(features(plusOne)).toBeAllClose(
    before.map((value) => value + 1),
    { abs: 1e-5, rel: 1e-5 },
  );
});

test("is asked for what it draws by place and number of rows, and leaves rows that are looked at as they are", async () => {
  const asked: [number, number][] = [];
  const augmenter: Augmenter = {
    ...plusOne,
    inputs: ({ step }, _, count) => {
      asked.push([step, count]);
      return {};
    },
  };
  const task = taskOn(await wdbc({ mixer: "mixup" }), { updates: 3 });
  const { result } = await finish({ ...task, augmenter });
  expect(asked).toEqual([0, 1, 2].map((step) => [step, 64]));
  expect(result.testLogits.length).toBe(2 * task.data.test.count);
  release(result);
});
