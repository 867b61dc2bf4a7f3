import { readFileSync, writeFileSync } from "node:fs";
import { UserError } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { csvText } from "@evenkeel/report";
import { openSavedModel } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel predict MODEL data.csv [--write FILE]`: classes and probabilities of the rows of a table. */
export async function predictCommand({ bench, words: [model, data], options: { write } }: Arguments): Promise<number> {
  if (model === undefined || data === undefined)
    throw new UserError(
      "evenkeel predict: expected the folder of a run and a table, e.g. `evenkeel predict outputs/runs/2026-01-31T12-00-00 data.csv`.",
    );
  await startEngine({ name: "wasm" });
  const opened = openSavedModel(bench, model);
  const { numRows, classes, probabilities } = opened.predictTable(readFileSync(data, "utf8"), data);
  const { classNames } = opened;
  const header = ["row", "predicted", ...classNames.map((name) => `p_${name}`)];
  const lines = Array.from({ length: numRows }, (_, row) => [
    row,
    classNames[classes[row]!]!,
    ...probabilities.subarray(row * classNames.length, (row + 1) * classNames.length),
  ]);
  const text = csvText([header, ...lines], "\n");
  if (write === undefined) process.stdout.write(text);
  else {
    writeFileSync(write, text);
    process.stdout.write(`${numRows} rows: ${write}\n`);
  }
  return 0;
}
