import { countClasses, type Dataset, type Protocol, type Split, streams, UserError } from "@evenkeel/core";
import { randomDataset, temporaryFile, testProtocol } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import wdbc from "../dataset/wdbc.js";
import { checkSplit } from "../split/check-split.js";
import repeatedCrossValidation from "./repeated-cross-validation.js";

testProtocol(repeatedCrossValidation);
testProtocol(repeatedCrossValidation, { config: { metaFraction: 0, validationFraction: 0.2, repeats: 2 }, classCounts: [40, 20, 15] });
testProtocol(repeatedCrossValidation, { config: { classCounts: [40, 10] } });

function protocol(settings: object = {}): Protocol {
  const { name: _, ...parsed } = repeatedCrossValidation.schema.parse({ name: "repeated-cross-validation", ...settings });
  return repeatedCrossValidation.create(parsed);
}

const splitsOf = (dataset: Dataset, settings: object = {}, seed = 1): Split[] => {
  const { numTrials, split } = protocol(settings);
  return Array.from({ length: numTrials }, (_, trial) => split(dataset, trial, streams(seed)));
};

const counts = (dataset: Dataset, ids: readonly number[]): number[] => {
  const labelOf = new Map(Array.from(dataset.rowIds, (id, position) => [id, dataset.labels[position]!]));
  return countClasses(
    ids.map((id) => labelOf.get(id)!),
    dataset.numClasses,
  );
};

describe("the main job's splits of breast cancer", async () => {
  const dataset = await wdbc.create({}).load();
  const splits = splitsOf(dataset, { classCounts: [280, 14] });

  test("are ten trials that train on 200 + 10 rows and keep 80 + 4 as meta set", () => {
    expect(splits.length).toBe(10);
    for (const { train, meta } of splits) {
      expect(counts(dataset, train)).toEqual([200, 10]);
      expect(counts(dataset, meta)).toEqual([80, 4]);
    }
  });

  test("hold out each row once in every repeat, at natural prevalence", () => {
    for (const repeat of [splits.slice(0, 5), splits.slice(5)]) {
      expect(repeat.flatMap(({ test: ids }) => ids).sort((a, b) => a - b)).toEqual(Array.from(dataset.rowIds));
      for (const { test: ids } of repeat) {
        const [benign, malignant] = counts(dataset, ids) as [number, number];
        expect([71, 72]).toContain(benign);
        expect([42, 43]).toContain(malignant);
        expect([113, 114]).toContain(ids.length);
      }
    }
    expect(splits[0]!.test).not.toEqual(splits[5]!.test);
  });

  test("are disjoint", () => {
    for (const split of splits) expect(() => checkSplit(split, dataset, "a trial")).not.toThrow();
  });

  test("are a function of seed, data and trial alone", () => {
    expect(protocol({ classCounts: [280, 14] }).split(dataset, 7, streams(1))).toEqual(splits[7]);
    expect(protocol({ classCounts: [280, 14] }).split(dataset, 7, streams(2))).not.toEqual(splits[7]);
  });
});

test("labels all rows of the other folds by default, of three classes too, and names rows by their ids", () => {
  const dataset = randomDataset(1, [40, 20, 11]);
  for (const split of splitsOf(dataset, { repeats: 1 })) {
    expect([...split.train, ...split.meta, ...split.test].sort((a, b) => a - b)).toEqual(Array.from(dataset.rowIds));
    expect(counts(dataset, split.test)[2]).toBeGreaterThan(1);
    expect(counts(dataset, split.meta)[2]).toBe(Math.round((2 / 7) * (counts(dataset, split.train)[2]! + counts(dataset, split.meta)[2]!)));
  }
});

test("makes no meta set at a share of 0, and keeps at least one row of each class in it otherwise", () => {
  const dataset = randomDataset(1, [40, 10]);
  expect(splitsOf(dataset, { metaFraction: 0 })[0]!.meta).toEqual([]);
  expect(counts(dataset, splitsOf(dataset, { metaFraction: 0.01 })[0]!.meta)).toEqual([1, 1]);
});

test("validation rows are taken from train, by class; test and meta rows stay as they are", () => {
  const dataset = randomDataset(1, [60, 20]);
  const [without, apart] = [splitsOf(dataset), splitsOf(dataset, { validationFraction: 0.25 })];
  apart.forEach((split, trial) => {
    expect([split.meta, split.test]).toEqual([without[trial]!.meta, without[trial]!.test]);
    expect([...split.train, ...split.validation!].sort((a, b) => a - b)).toEqual(without[trial]!.train);
    expect(counts(dataset, split.validation!)).toEqual([12, 4]);
  });
});

describe("refuses, naming the class and the counts,", () => {
  const dataset = randomDataset(1, [40, 9]);
  const cases: Readonly<Record<string, readonly [object, string]>> = {
    "a class with fewer rows than folds": [
      { folds: 10 },
      'expected at least 10 rows of each class, one for the test set of each of `protocol.folds=10`, got 9 of class "class 1". Lower the folds, `protocol.folds=9`',
    ],
    "more rows than the other folds have": [
      { classCounts: [30, 9] },
      /expected at least 9 rows of class "class 1" outside the test fold, got [78]\. Lower its count in `protocol\.classCounts`/.source,
    ],
    "a class of which nothing is left for train": [
      { classCounts: [30, 1] },
      'expected at least 2 labelled rows of class "class 1", so that train keeps one beside 1 in the meta set, got 1.',
    ],
    "a class of which the validation set leaves nothing": [
      { classCounts: [30, 2], validationFraction: 0.1 },
      'expected at least 3 labelled rows of class "class 1", so that train keeps one beside 1 in the meta set and 1 in the validation set, got 2.',
    ],
    "counts for another number of classes": [
      { classCounts: [30, 5, 5] },
      "expected `protocol.classCounts` with 2 counts for the classes class 0, class 1, got [30, 5, 5].",
    ],
  };
  for (const [name, [settings, message]] of Object.entries(cases)) {
    test(`${name}`, () => {
      expect(() => splitsOf(dataset, settings)).toThrow(
        new RegExp(message.includes("\\.") ? message : message.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)),
      );
      expect(() => splitsOf(dataset, settings)).toThrow(UserError);
    });
  }
});

describe("with splits from a file", () => {
  const dataset = {
    ...randomDataset(1, [4, 4]),
    labels: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
    rowIds: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    name: "eight",
  };
  const good: Split = { train: [0, 1], meta: [2, 3], test: [4, 5] };
  const read = (content: unknown): Split[] =>
    splitsOf(dataset, { splits: temporaryFile("splits.json", typeof content === "string" ? content : JSON.stringify(content)) });

  test("repeats them, from an array or from `splits` of an object", () => {
    const other: Split = { train: [4, 5], meta: [], test: [2, 1], validation: [6, 7] };
    expect(read([good, other])).toEqual([good, other]);
    expect(read([{ ...good, planted: [0] }])).toEqual([{ ...good, given: { planted: [0] } }]);
    expect(read({ source: "elsewhere", splits: [good] })).toEqual([good]);
  });

  const cases: Readonly<Record<string, readonly [unknown, RegExp]>> = {
    "a row id out of range, in a later trial": [
      [good, { ...good, test: [4, 5, 8, -0, 99] }],
      /split: expected row ids of eight \(0 to 7\), got rows 8, 99 in `test` of trial 1 of .*splits\.json\. Rows are counted from 0/,
    ],
    "a row in two roles": [[{ ...good, meta: [2, 3, 1] }], /got row 1 of `meta` also in `train` in trial 0/],
    "a row twice in one role": [[{ ...good, test: [4, 5, 4] }], /got row 4 of `test` also in `test` in trial 0/],
    "a class without rows": [[{ ...good, meta: [2] }], /expected every class in `meta` of trial 0 of .*, got no row of class "class 1"/],
    "a planted row outside train": [[{ ...good, planted: [4] }], /expected `planted` among the rows of `train`, got row 4 in trial 0/],
    "another form": [
      [good, { train: [0], test: [1] }],
      /expected trials of whole row ids, counted from 0, at `protocol\.splits` in .*, got nothing at `\[1\]\.meta`/,
    ],
    "a fractional row id": [[{ ...good, train: [0.5, 1] }], /\[0\]\.train\[0\]/],
    "text that is not JSON": ["nonsense", /expected JSON at `protocol\.splits` in .*splits\.json/],
  };
  for (const [name, [content, message]] of Object.entries(cases)) {
    test(`refuses ${name}`, () => {
      expect(() => read(content)).toThrow(message);
      expect(() => read(content)).toThrow(UserError);
    });
  }

  test("refuses a missing file before any split is asked for", () => {
    expect(() => protocol({ splits: "no/such.json" })).toThrow(
      /expected a file at `protocol\.splits`, got .*no\/such\.json: there is none/,
    );
  });
});
