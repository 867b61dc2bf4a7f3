import { type Learned, type Learner, type RunState, UserError } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { catalogs as meta } from "@evenkeel/meta";
import { elsewhereFor } from "@evenkeel/testing";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { learners } from "../test/learners.js";
import { type Choice, finish, make, persisting, release, taskOn, wdbc } from "../test/tasks.js";
import { readRunState, writeRunState } from "./run-state.js";
import type { TrainTask } from "./task.js";

beforeAll(async () => void (await startEngine({ name: "wasm" })));

const UPDATES = 30;
/** Inside an epoch of four batches, inside a window of 20. */
const SAVED_AT = 13;

interface Case extends Choice {
  /** `SAVED_AT` unless given. */
  readonly savedAt?: number;
  readonly moves?: "head";
  readonly make?: () => Learner;
  /** `persisting` unless null. */
  readonly learned?: Learned | null;
  readonly hypergradient?: readonly [string, object];
  readonly optimizer?: readonly [string, object];
  readonly selection?: readonly [string, object];
}

const contributions = (config: object, index = "row"): Learner =>
  make("weighter", "learned-contributions", config, make("index", index), make("constraint", "softplus"));

/** Every weighter of the catalog, every kind of learner, and what else a run may hold on to. */
const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    meta.weighter.names.flatMap((name): [string, Case][] =>
      // Their settings depend on the rows.
      ["learned-contributions", "fixed-contributions", "weights-from-file"].includes(name)
        ? []
        : [[name, { sampler: "smote", weighter: name }]],
    ),
  ),
  ...Object.fromEntries(
    Object.entries(learners).map(([name, learner]): [string, Case] => [name, { sampler: "smote", make: () => learner }]),
  ),
  "learned contributions": { sampler: "smote", make: () => contributions({}) },
  "learned contributions, updated weights, by anchor": { sampler: "smote", make: () => contributions({ use: "updated" }, "anchor") },
  "fixed contributions": {
    sampler: "smote",
    learned: null,
    make: () =>
      make("weighter", "fixed-contributions", { weights: Array.from({ length: 90 }, (_, i) => 1 + (i % 3)), arrangement: "shuffled" }),
  },
  "weights from a file": {
    sampler: "smote",
    learned: null,
    make: () => {
      const weight = Array.from({ length: 90 }, (_, i) => 1 + (i % 3));
      return make("weighter", "weights-from-file", { path: "w.csv", of: "synthetic", arrangement: "shuffled" }, elsewhereFor({ weight }));
    },
  },
  "rows drawn anew": { sampler: "smote", redrawEvery: 1 },
  "rows drawn anew, contributions by anchor": { sampler: "smote", redrawEvery: 2, make: () => contributions({}, "anchor") },
  "neighbours in the embedding, in the middle of a draw": { sampler: "smote", samplerConfig: { space: "embedding" }, redrawEvery: 1 },
  "neighbours in the embedding, between two draws": {
    sampler: "smote",
    samplerConfig: { space: "embedding" },
    redrawEvery: 1,
    savedAt: 12,
  },
  "neighbours in an embedding that stays": {
    sampler: "borderline-smote",
    samplerConfig: { space: "embedding" },
    redrawEvery: 2,
    moves: "head",
  },
  "fewer rows, drawn anew": { sampler: "random-under-sampler", redrawEvery: 1 },
  mixup: { mixer: "mixup" },
  "the best state on validation rows": { validationFraction: 0.2, learningRate: 0.3, selection: ["best-on-validation", { patience: 5 }] },
  "two inner steps": { sampler: "smote", make: () => contributions({}), hypergradient: ["unroll", { steps: 2 }] },
  momentum: { optimizer: ["sgd", { learningRate: 0.1, momentum: 0.9 }] },
};

async function taskOf({
  make: learner,
  learned = persisting,
  hypergradient,
  optimizer,
  selection,
  moves,
  ...choice
}: Case): Promise<TrainTask> {
  const task = taskOn(await wdbc({ ...choice, ...(learner && { weighter: "learned" }) }), { ...choice, updates: UPDATES });
  return {
    ...task,
    run: "this run",
    ...(learner && { learner: learner(), learned }),
    ...(learner !== undefined &&
      learned !== null && {
        hypergradient: make("hypergradient", "one-step"),
        metaOptimizer: make("optimizer", "adam", { learningRate: 0.05, lazy: true }),
      }),
    ...(hypergradient && { hypergradient: make("hypergradient", ...hypergradient) }),
    ...(selection && {
      selection: make("selection", ...selection),
      settings: { ...task.settings, evaluation: { every: 4, sets: [], scores: [] } },
    }),
    ...(moves && { settings: { ...task.settings, moves } }),
    ...(optimizer && { optimizer: make("optimizer", ...optimizer) }),
  };
}

describe("saved, loaded and gone on with, a run gives the same bits", () => {
  test.each(Object.entries(cases))("%s", async (_, choice) => {
    let saved: Uint8Array | null = null;
    let at = 0;
    const take = (state: RunState): void => {
      if (saved) return;
      saved = writeRunState(state);
      at = state.step;
    };
    const whole = await finish({ ...(await taskOf(choice)), onState: { every: choice.savedAt ?? SAVED_AT, take } });
    const from = readRunState(saved!, "this run");
    const rest = await finish({ ...(await taskOf(choice)), from });
    expect(at).toBeGreaterThanOrEqual(choice.savedAt ?? SAVED_AT);
    expect(at).toBeLessThan(UPDATES);
    expect(rest.events).toEqual(whole.events.filter((event) => "step" in event && event.step > at));
    const written = [whole, rest].map(({ result }) => Buffer.from(writeRunState(result.state)).toString("base64"));
    expect(written[1]).toBe(written[0]);
    const found = [whole, rest].map(
      ({
        result: {
          state: _state,
          still: _still,
          tested: { step },
          rows: { naturalRows, synthetic },
          ...result
        },
      }) => ({
        ...result,
        step,
        naturalRows,
        synthetic,
      }),
    );
    expect(found[1]).toEqual(found[0]);
    release(whole.result);
    release(rest.result);
  });
});

test("taking a state changes nothing, and leaves nothing behind", async () => {
  const choice: Case = { sampler: "smote", make: () => contributions({}) };
  const without = await finish(await taskOf(choice));
  release(without.result);
  const before = memory().numTensors;
  const taken = await finish({ ...(await taskOf(choice)), onState: { every: 1, take: (state) => void writeRunState(state) } });
  release(taken.result);
  expect(memory().numTensors).toBe(before);
  expect(taken.events).toEqual(without.events);
  expect(taken.result.testLogits).toEqual(without.result.testLogits);
});

test("refuses the state of another run, and one that is cut", async () => {
  const { result } = await finish(await taskOf({}));
  const bytes = writeRunState(result.state);
  release(result);
  expect(() => readRunState(bytes, "another run")).toThrow(UserError);
  expect(() => readRunState(bytes, "another run")).toThrow("run state: expected one of this run, got one of another config, data or code.");
  expect(() => readRunState(bytes.subarray(0, bytes.length - 4), "this run")).toThrow("safetensors: expected whole arrays");
  expect(() => readRunState(bytes.subarray(0, 5), "this run")).toThrow("safetensors: expected whole arrays");
});

test("rows that are drawn anew are other rows in each draw, and the same where they are asked for again", async () => {
  const data = await wdbc({ sampler: "smote" });
  const { synthetic } = data;
  const drawn = (draw: number) => data.drawn(draw, (train) => train);
  expect(drawn(1).synthetic!.features).toEqual(drawn(1).synthetic!.features);
  expect(drawn(1).synthetic!.features).not.toEqual(synthetic!.features);
  expect(drawn(2).synthetic!.features).not.toEqual(drawn(1).synthetic!.features);
});
