import { readWords } from "@evenkeel/compose";
import { UserError } from "@evenkeel/core";
import { comparisonKeys } from "@evenkeel/experiment";
import type { ComparisonWords, Workbench } from "evenkeel/workbench";
import { commandLines, type DescribedCommand } from "./command-lines.js";

/** What stood on the command line after the command, and what it is about. */
export interface Arguments extends ComparisonWords {
  readonly bench: Workbench;
  readonly words: readonly string[];
  readonly cfg: boolean;
  /** Options of single commands, by name: those that a command cannot do without are there. */
  readonly options: Readonly<Record<string, string>>;
}

/** @throws UserError for anything that the command does not read, and for what it cannot do without. */
export function parseArguments(bench: Workbench, line: DescribedCommand, argv: readonly string[]): Arguments {
  const read = readWords(line, argv, { ...bench, comparisonKeys, commands: commandLines });
  const { output = "outputs", workers, fresh, cfg } = read.options;
  const numWorkers = workers === undefined ? null : wholeNumber(workers);
  return { ...read, bench, output, numWorkers, fresh: fresh !== undefined, cfg: cfg !== undefined };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new UserError(`--workers: expected a whole number above 0, e.g. \`--workers 2\`, got ${text}.`);
}
