import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { csv } from "./evenkeel.js";

/**
 * One condition, few updates: a comparison that takes seconds.
 *
 * @param methods - lines below `methods`, and keys after them.
 * @param run - lines below `run`.
 */
export const smallExperiment = (methods: string, run = ""): string => `
name: small
title: A small comparison
question: Is it kept?
conditions: [clean]
trials: 2
reference: plain
primary: average_precision
tuning: Nothing was tuned.
methods:
  plain: {}
${methods}
run:
  training: { updates: 6, window: 3 }
  model: { name: mlp, hidden: [4] }
${run}`;

export const SMALL_EXPERIMENT = smallExperiment("  balanced: { sampler: random-over-sampler }\ncontrasts: [[balanced, plain]]");

/** The words that compare its methods on `table.csv`, unless another path is among `more`. */
export const smallComparison = (...more: string[]): string[] => [
  ..."compare experiment=small.yaml dataset=csv dataset.label=y --output out --workers 1".split(" "),
  ...(more.some((word) => word.startsWith("dataset.path=")) ? [] : ["dataset.path=table.csv"]),
  ...more,
];

/** 60 rows of two classes; `shift` makes another table of the same shape. */
export const smallTable = (shift = 0, names: readonly [string, string] = ["no", "yes"]): string =>
  csv(
    ["a", "b", "y"],
    Array.from({ length: 60 }, (_, i) => [
      ((i * 7919) % 211) / 211 + (i % 4 === 0 ? 0.5 : 0),
      ((i * 104729) % 223) / 223 + shift,
      names[i % 4 === 0 ? 1 : 0],
    ]),
  );

/** What every trial below a folder found, by the place of its file, without what differs from run to run by nature. */
export function findingsBelow(folder: string): Record<string, unknown> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("result.json"));
  return Object.fromEntries(
    files.sort().map((name) => {
      const { seconds: _, trackingRunId: __, ...found } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown>;
      return [name, found];
    }),
  );
}
