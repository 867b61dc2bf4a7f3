import { startEngine } from "@evenkeel/engine";
import { type Metric, metricsIn, type RunEvent } from "@evenkeel/core";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { finish, make, release, taskOn, wdbc } from "../test/tasks.js";
import { checkEvaluation } from "./check-task.js";
import { readRunState, writeRunState } from "./run-state.js";
import type { TrainResult, TrainTask } from "./task.js";

beforeAll(async () => void (await startEngine({ name: "wasm" })));

/** Updates so long that the loss goes up and down. */
const LEARNING_RATE = 0.5;
const EVERY = 4;

const accuracy: Metric = {
  compute: ({ logits, labels }) => ({
    accuracy: labels.filter((label, i) => logits[2 * i + 1]! > logits[2 * i]! === (label === 1)).length,
  }),
  describe: { accuracy: { label: "accuracy", higherIsBetter: true, rankingOnly: false } },
};

async function taskWith(selection: readonly [string, object], more: Partial<TrainTask["settings"]> = {}): Promise<TrainTask> {
  const task = taskOn(await wdbc({ validationFraction: 0.2 }), { learningRate: LEARNING_RATE });
  return {
    ...task,
    selection: make("selection", ...selection),
    scoring: { ...task.scoring, metrics: [accuracy] },
    settings: { ...task.settings, evaluation: { every: EVERY, sets: [], scores: [] }, ...more },
  };
}

const curve = (events: readonly RunEvent[], name: string): { step: number; value: number }[] =>
  events.flatMap((event) => (event.type === "found" ? [{ step: event.step, value: metricsIn(event)[name]! }] : []));

const bytesOf = ({ state, tested }: TrainResult, of: "last" | "tested"): string =>
  Buffer.from(
    writeRunState({ ...state, ...(of === "tested" && { params: tested.params }), selected: {}, optimizer: {}, totals: {}, step: 0 }),
  ).toString("base64");

describe.each([
  ["best-on-validation", "validation", "loss", Math.min],
  ["best-on-validation", "validation", "accuracy", Math.max],
  ["best-on-test", "test", "loss", Math.min],
] as const)("%s by %s/%s", (name, set, score, best) => {
  test("tests the state of the first best evaluation: that of a run that ends there", async () => {
    const { events, result } = await finish(await taskWith([name, { score }]));
    const seen = curve(events, `${set}/${score}`);
    expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: 15 }, (_, i) => EVERY * (i + 1)));
    const wanted = best(...seen.map(({ value }) => value));
    const at = seen.find(({ value }) => value === wanted)!.step;
    expect(result.tested.step).toBe(at);
    expect(at).toBeLessThan(60);
    const short = await finish(await taskWith(["last", {}], { updates: at }));
    expect(bytesOf(result, "tested")).toBe(bytesOf(short.result, "last"));
    expect(bytesOf(result, "tested")).not.toBe(bytesOf(result, "last"));
    expect(result.testLogits).toEqual(short.result.testLogits);
    [result, short.result].forEach(release);
  });
});

test("training ends when the score has not been better for so many evaluations", async () => {
  const whole = await finish(await taskWith(["best-on-validation", {}]));
  const early = await finish(await taskWith(["best-on-validation", { patience: 2 }]));
  const seen = curve(whole.events, "validation/loss");
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  const end = seen.findIndex(({ value }) => (value < best ? ((best = value), (since = 0)) : since++, since === 2));
  expect(end).toBeGreaterThan(0);
  expect(curve(early.events, "validation/loss")).toEqual(seen.slice(0, end + 1));
  expect(early.result.state.step).toBe(seen[end]!.step);
  const last = early.events.filter(({ type }) => type === "windowEnded").at(-1)!;
  expect("step" in last && last.step).toBe(seen[end]!.step);
  // Gone on with, it has ended already.
  const from = readRunState(writeRunState(early.result.state), "");
  const again = await finish({ ...(await taskWith(["best-on-validation", { patience: 2 }])), from });
  expect(again.events.filter(({ type }) => type === "windowEnded")).toEqual([]);
  expect([again.result.testLogits, again.result.state.step]).toEqual([early.result.testLogits, early.result.state.step]);
  [whole, early, again].forEach(({ result }) => release(result));
});

test("nothing is left on the device, by a run that ends and by one that is left", async () => {
  const { numTensors } = memory();
  const training = await finish(await taskWith(["best-on-validation", {}]));
  release(training.result);
  const task = await taskWith(["best-on-validation", {}]);
  const steps = (await import("./train.js")).train(task);
  for (let i = 0; i < 5; i++) await steps.next();
  await steps.return(undefined as never);
  expect(memory().numTensors).toBe(numTensors);
});

test("what is kept travels in the state", async () => {
  const { result } = await finish({ ...(await taskWith(["best-on-validation", {}])), run: "this" });
  const read = readRunState(writeRunState(result.state), "this");
  expect(Object.keys(read.selected)).toEqual(Object.keys(result.tested.params).map((name) => `params/${name}`));
  expect(read.totals["selection"]![1]).toBe(result.tested.step);
  release(result);
});

test("looks at the sets and scores that are asked for", async () => {
  const task = await taskWith(["last", {}], { evaluation: { every: 30, sets: ["train", "validation"], scores: ["loss", "accuracy"] } });
  const { events, result } = await finish(task);
  const found = events.filter(({ type }) => type === "found");
  expect(found.map((event) => Object.keys(metricsIn(event)))).toEqual(
    [30, 60].flatMap(() => [
      ["train/loss", "train/accuracy"],
      ["validation/loss", "validation/accuracy"],
    ]),
  );
  release(result);
});

describe("refuses", () => {
  test("a score that nothing measures", async () => {
    const task = await taskWith(["best-on-validation", { score: "acuracy" }]);
    expect(() => checkEvaluation(task)).toThrow("selection.score: expected one of loss, accuracy, got `acuracy`. Did you mean `accuracy`?");
  });

  test("rows that are not there", async () => {
    const task = { ...(await taskWith(["best-on-validation", {}])), data: await wdbc({}) };
    expect(() => checkEvaluation(task)).toThrow(
      "selection: expected validation rows, got none. Raise `protocol.validationFraction`, or leave it out.",
    );
  });
});
