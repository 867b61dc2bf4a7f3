import { startEngine } from "@evenkeel/engine";
import { countClasses, parentsOf, randomState, type Rows, toFloat32, type RunEvent } from "@evenkeel/core";
import { rowsOf } from "@evenkeel/testing";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type Choice, finish, make, release, taskOn, wdbc } from "../test/tasks.js";
import { runEvents } from "./run-events.js";
import type { TrainingData } from "./task.js";
import { train } from "./train.js";

beforeAll(async () => {
  await startEngine({ name: "wasm" });
});

describe("the same seed and config", () => {
  const choices: Choice[] = [
    {},
    { sampler: "smote" },
    { weighter: "learning-to-reweight" },
    { sampler: "smote", weighter: "learned-contributions" },
  ];
  test.each(choices)("give the same bits, alone or after another run: %j", async (choice) => {
    const run = async (seed: number) => {
      const { events, result } = await finish(taskOn(await wdbc({ ...choice, seed }), { ...choice, seed }));
      release(result);
      return { events, logits: result.testLogits, contributions: result.contributions };
    };
    const alone = await run(1);
    const other = await run(2);
    const after = await run(1);
    expect(after).toEqual(alone);
    expect(other.logits).not.toEqual(alone.logits);
  });
});

/** 200 majority rows around (−1, 0), 20 minority rows around (1, 0), 60 synthetic rows, of which the first 20 lie behind the majority. */
function plantedProblem(): TrainingData {
  const rng = randomState(5);
  const around = (x: number, count: number, label: number): { features: number[][]; labels: number[] } => ({
    features: Array.from({ length: count }, () => [x + 0.5 * rng.normal(), 0.5 * rng.normal()]),
    labels: new Array<number>(count).fill(label),
  });
  const of = (...groups: { features: number[][]; labels: number[] }[]): Rows =>
    toFloat32(
      rowsOf(
        groups.flatMap(({ features }) => features),
        groups.flatMap(({ labels }) => labels),
        { classNames: ["0", "1"] },
      ),
    );
  const train = of(around(-1, 200, 0), around(1, 20, 1));
  const made = of(around(-1.5, 20, 1), around(1, 40, 1));
  return {
    train,
    naturalRows: Int32Array.from(train.labels.keys()),
    isUnchanged: false,
    synthetic: { ...made, origin: { parents: parentsOf([]), relation: { features: "learned" } } },
    meta: of(around(-1, 40, 0), around(1, 40, 1)),
    validation: null,
    test: of(around(-1, 50, 0), around(1, 50, 1)),
    classCounts: countClasses(train.labels, 2),
    warnings: [],
    mix: () => null,
    mixesAt: "input",
    drawn: () => expect.unreachable(),
  };
}

test("learned contributions turn away from rows planted in the other class, with one fixed step size", async () => {
  const task = taskOn(plantedProblem(), { weighter: "learned-contributions" });
  const { result } = await finish({ ...task, settings: { ...task.settings, updates: 400, metaBatchPerClass: 20, window: 100 } });
  const weights = result.contributions!;
  release(result);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [planted, sound] = [weights.subarray(0, 20), weights.subarray(20)];
  expect(mean(weights)).toBeCloseTo(1, 4);
  expect(mean(planted)).toBeLessThan(0.6);
  expect(mean(sound)).toBeGreaterThan(1.2);
  // Not by a few rows alone: nearly every planted row lies below nearly every other.
  const below = Array.from(planted).flatMap((p) => Array.from(sound, (s) => Number(p < s)));
  expect(below.reduce((sum, value) => sum + value, 0) / below.length).toBeGreaterThan(0.85);
});

describe("a loss that is not finite", () => {
  test("stops the run with its step; what came before is kept", async () => {
    const task = taskOn(await wdbc({}), { learningRate: 1e30, updates: 100 });
    const { events, result } = runEvents(() => train(task), { engine: "wasm", updates: 100, config: {}, now: () => 0 });
    const seen: RunEvent[] = [];
    await new Promise<void>((resolve) => events.subscribe({ next: (event) => seen.push(event), complete: resolve }));
    expect(seen[0]!.type).toBe("runStarted");
    expect(seen.at(-1)).toMatchObject({
      type: "runFailed",
      reason: expect.stringMatching(/^the training loss became (NaN|Infinity) at step [2-9]\. Lower the learning rate/),
    });
    await expect(result).rejects.toMatchObject({ name: "NonFiniteError", quantity: "the training loss" });
  });
});

describe("memory", () => {
  test("a run leaves nothing behind, finished, failed or abandoned", async () => {
    const data = await wdbc({ sampler: "smote", weighter: "learned-contributions" });
    const choice: Choice = { weighter: "learned-contributions", updates: 40 };
    release((await finish(taskOn(data, choice))).result);
    const before = memory().numTensors;
    release((await finish(taskOn(data, choice))).result);
    await finish(taskOn(data, { ...choice, learningRate: 1e30 })).catch(() => undefined);
    const abandoned = train(taskOn(data, choice));
    await abandoned.next();
    await abandoned.return(undefined as never);
    expect(memory().numTensors).toBe(before);
  });
});

test("events come in order: windows with their evaluation, epochs after their full batches", async () => {
  const data = await wdbc({});
  const { events, result } = await finish(taskOn(data, { updates: 20 }));
  release(result);
  const rows = data.naturalRows.length;
  expect(rows).toBe(154);
  expect(events.map((event) => [event.type, "step" in event ? event.step : 0])).toEqual([
    // 154 rows are four batches of 32; the rest of an epoch is left out.
    ["epochEnded", 4],
    ["epochEnded", 8],
    ["epochEnded", 12],
    ["epochEnded", 16],
    ["windowEnded", 20],
    ["found", 20],
    ["epochEnded", 20],
  ]);
});

test("batches of a method with synthetic rows share the natural rows of those without", async () => {
  const plain = await wdbc({ weighter: "learned-contributions" });
  const withSynthetic = await wdbc({ sampler: "smote", weighter: "learned-contributions" });
  expect(withSynthetic.train).toEqual(plain.train);
  expect(Array.from(withSynthetic.synthetic!.labels).every((label) => label === 1)).toBe(true);
});

describe("mixing before the head", () => {
  const logitsOf = async (at: "input" | "embedding", hidden: readonly number[]): Promise<Float64Array> => {
    const data = await wdbc({ sampler: "smote", mixer: "mixup" });
    const model = make("model", "mlp", { hidden }, { featureShape: data.train.featureShape, numClasses: 2 });
    const { result } = await finish({ ...taskOn({ ...data, mixesAt: at }, { updates: 20 }), model });
    release(result);
    return result.testLogits;
  };

  test("is mixing the input where there is no body, to the bit, and something else where there is one", async () => {
    expect(await logitsOf("embedding", [])).toEqual(await logitsOf("input", []));
    expect(await logitsOf("embedding", [8])).not.toEqual(await logitsOf("input", [8]));
  });
});

test("synthetic rows are mixed, and may be partners", async () => {
  const { mix, train, synthetic } = await wdbc({ sampler: "smote", mixer: "mixup" });
  const batch = Int32Array.from({ length: 40 }, (_, i) => i + train.count - 20);
  const drawn = Array.from({ length: 10 }, (_, step) => mix(batch, { epoch: 0, batch: 0, step })!);
  for (const { anchor } of drawn) expect(anchor).toEqual(batch);
  const partners = drawn.flatMap(({ partner }) => [...partner]);
  expect(partners.some((row) => row >= train.count)).toBe(true);
  expect(Math.max(...partners)).toBeLessThan(train.count + synthetic!.count);
});
