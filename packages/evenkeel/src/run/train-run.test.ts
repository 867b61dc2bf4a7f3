import { applyOverrides, parseOverride } from "@evenkeel/compose";
import { metricsIn, type RunEvent } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { memory, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { baseConfig } from "../workbench/config-files.js";
import { workbenchOf } from "../workbench/workbench.js";
import { type OpenedRun, openRun } from "./open-run.js";
import { disposeRun, modelsOf, plannedUpdates, type RunResult, trainRun } from "./train-run.js";

beforeAll(async () => void (await startEngine({ name: "wasm" })));

const bench = workbenchOf();
const common = "protocol.classCounts=[60,20] model.hidden=[4] training.updates=30 training.window=10".split(" ");
const opened = (...words: string[]): Promise<OpenedRun> =>
  openRun(bench, applyOverrides(baseConfig(bench), [...common, ...words].map(parseOverride), bench.choices));

async function finished(...words: string[]): Promise<{ run: OpenedRun; events: RunEvent[]; result: RunResult }> {
  const run = await opened(...words);
  const events: RunEvent[] = [];
  const training = trainRun(run);
  for (;;) {
    const next = await training.next();
    if (next.done) return { run, events, result: next.value };
    events.push(next.value);
  }
}

const numbers = (result: RunResult, part: string) =>
  Object.fromEntries(
    Object.entries(modelsOf(result)).flatMap(([name, value]) => (name.startsWith(part) ? [[name, [...(value as Tensor).dataSync()]]] : [])),
  );
const curve = (events: readonly RunEvent[], name: string): (readonly [number, number])[] =>
  events.flatMap((event) => {
    const value = metricsIn(event)[name];
    return value !== undefined && "step" in event ? [[event.step, value] as const] : [];
  });

describe("stages", () => {
  test("a later one begins where the one before ended, with its own components, and moves what it says", async () => {
    const before = memory().numTensors;
    const one = await finished();
    const two = await finished("stages=[{training: {moves: head, updates: 20}, batcher: class-balanced, sampler: smote}]");
    expect(numbers(two.result, "body/")).toEqual(numbers(one.result, "body/"));
    expect(numbers(two.result, "head/")).not.toEqual(numbers(one.result, "head/"));
    expect(curve(two.events, "train/loss").map(([step]) => step)).toEqual([10, 20, 30, 40, 50]);
    expect(curve(two.events, "train/loss").slice(0, 3)).toEqual(curve(one.events, "train/loss"));
    expect([two.result.updates, plannedUpdates(two.run)]).toEqual([{ done: 50, tested: 50 }, 50]);
    expect(two.run.trainings.map(({ task }) => task.data.synthetic === null)).toEqual([true, false]);
    [one, two].forEach(({ result }) => disposeRun(result));
    expect(memory().numTensors).toBe(before);
  });

  test("what was learned in an earlier one is not lost", async () => {
    const alone = await finished("sampler=smote", "weighter=learned-contributions");
    const then = await finished(
      "sampler=smote",
      "weighter=learned-contributions",
      "stages=[{training: {moves: head, updates: 5}, weighter: uniform}]",
    );
    expect(alone.result.learned.result.contributions).not.toBe(null);
    expect(then.result.learned.result.contributions).toEqual(alone.result.learned.result.contributions);
    [alone, then].forEach(({ result }) => disposeRun(result));
  });

  test.each([
    ["stages=[{model: mlp}]", "stages[0].model: expected what training alone reads ("],
    ["stages=[{optimizer: sgdd}]", "stages[0].optimizer: expected one of"],
    ["stages=[{label: remix}]", "stages[0].label: expected a setting that something in the run reads"],
    ["stages=[{}, {training: {updates: 0}}]", "stages[1].training.updates: expected"],
  ])("%s is refused", async (word, message) => {
    await expect(opened(word)).rejects.toThrow(message);
  });
});

describe("an ensemble", () => {
  test("averages the probabilities of members, of which the first is the run alone and each draws for itself", async () => {
    const alone = await finished("sampler=smote");
    const three = await finished("sampler=smote", "ensemble.members=3");
    const softmax = ([a, b]: number[]) => 1 / (1 + Math.exp(a! - b!));
    const of = (logits: Float64Array, row: number) => softmax([...logits.subarray(2 * row, 2 * row + 2)]);
    const { members, testLogits } = three.result;
    expect(members.map(({ testLogits: own }) => own)[0]).toEqual(alone.result.testLogits);
    for (const row of [0, 7, 50]) {
      const mean = members.reduce((sum, { testLogits: own }) => sum + of(own, row), 0) / 3;
      expect(of(testLogits, row)).toBeCloseTo(mean, 12);
    }
    const drawn = members.map(({ rows }) => [...rows.synthetic!.features.subarray(0, 30)].join());
    expect(new Set(drawn).size).toBe(3);
    expect(Object.keys(modelsOf(three.result)).filter((name) => name.startsWith("member 3/")).length).toBe(4);
    expect(curve(three.events, "train/loss")).toEqual(curve(alone.events, "train/loss"));
    expect(curve(three.events, "member 2/train/loss").map(([step]) => step)).toEqual([40, 50, 60]);
    [alone, three].forEach(({ result }) => disposeRun(result));
  });
});

test("members that draw nothing are one, and said to be", async () => {
  const { result } = await finished("model={name: logistic-regression}", "ensemble.members=2");
  expect(result.warnings).toEqual([
    "All 2 members of the ensemble are the same: nothing in this run is drawn. Leave `ensemble.members` out.",
  ]);
  disposeRun(result);
});

test("rows that a later stage chooses a state by, or learns from, are trained on in none", async () => {
  const rows = async (...words: string[]) => (await opened("protocol.validationFraction=0.1", ...words)).trainings.map((each) => each.rows);
  expect(await rows("stages=[{selection: best-on-validation}]")).toEqual([
    ["train", "meta"],
    ["train", "meta"],
  ]);
  expect(await rows("stages=[{weighter: learning-to-reweight}]")).toEqual([
    ["train", "validation"],
    ["train", "validation"],
  ]);
  const { warnings } = await opened("stages=[{selection: best-on-test}]");
  expect(warnings.join()).toContain("chosen by its scores on the test rows");
});

describe("scores of rows that were not trained on", () => {
  test("fit the adjustment, and change no model", async () => {
    const before = memory().numTensors;
    const alone = await finished("condition=planted");
    const tuned = await finished("condition=planted", "adjustment=tuned-threshold", "adjustment.folds=4");
    expect(numbers(tuned.result, "")).toEqual(numbers(alone.result, ""));
    expect([tuned.result.updates.done, plannedUpdates(tuned.run)]).toEqual([30, 150]);
    const logits = Float64Array.of(0, 0);
    tuned.result.adjustment.adjust(logits, []);
    expect(logits.filter((shift) => shift !== 0).length).toBe(1);
    [alone, tuned].forEach(({ result }) => disposeRun(result));
    expect(memory().numTensors).toBe(before);
  });

  test("are of folds that are disjoint, whole, and without their rows in training", async () => {
    const run = await opened("adjustment=tuned-threshold", "condition=planted", "condition.rows=4");
    const asked: { test: readonly number[]; labelled: number[] }[] = [];
    const { trainingsOn } = run;
    const watched = Object.assign(Object.create(run), {
      trainingsOn: (on: Parameters<typeof trainingsOn>[0]) => {
        asked.push({ test: on.split.test, labelled: [...on.split.train, ...on.split.meta] });
        return trainingsOn(on);
      },
    }) as OpenedRun;
    const training = trainRun(watched);
    let next = await training.next();
    for (; !next.done; next = await training.next());
    disposeRun(next.value);
    const labelled = [...run.split.train, ...run.split.meta].sort((a, b) => a - b);
    expect(asked.flatMap(({ test: held }) => held).sort((a, b) => a - b)).toEqual(labelled);
    for (const { test: held, labelled: left } of asked) {
      expect([...held, ...left].sort((a, b) => a - b)).toEqual(labelled);
    }
    expect(asked.length).toBe(5);
  });
});

test("what made the tested state is counted over stages and members", async () => {
  const { result, run } = await finished(
    "protocol.validationFraction=0.2",
    "selection=best-on-validation",
    "selection.patience=1",
    "evaluation.every=2",
    "optimizer.learningRate=0.5",
    "ensemble.members=2",
    "stages=[{training: {moves: head, updates: 6}}]",
  );
  const { done, tested } = result.updates;
  expect(tested).toBeLessThan(done);
  expect(done).toBeLessThan(plannedUpdates(run));
  disposeRun(result);
});
