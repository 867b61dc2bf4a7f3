import { readFileSync, writeFileSync } from "node:fs";
import { startEngine } from "@evenkeel/engine";
import { openSavedModel, predictionsText } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel predict MODEL data.csv [--write FILE]`: classes and probabilities of the rows of a table. */
export default async function predict({ bench, words: [model, data], options: { write } }: Arguments): Promise<number> {
  await startEngine({ name: "wasm" });
  const opened = openSavedModel(bench, model!);
  const found = opened.predictTable(readFileSync(data!, "utf8"), data!);
  const text = predictionsText(opened, found);
  if (write !== undefined) writeFileSync(write, text);
  process.stdout.write(write === undefined ? text : `${found.numRows} rows: ${write}\n`);
  return 0;
}
