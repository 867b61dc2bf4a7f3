import { didYouMean, UserError } from "@evenkeel/core";
import { readTable } from "../table/read-table.js";
import type { Table } from "../table/table.js";

/** The column, or array, that says which split a line is of. */
export const SPLIT = "split";

/** Which lines are asked for, and how messages call whoever asks. */
export interface LinesOf {
  /** The setting that names the file: `sampler.path`. */
  readonly component: string;
  readonly source: string;
  /** The hash of the split. */
  readonly split: string;
}

/**
 * The lines of a delimited text that are of a split.
 *
 * @throws UserError if the column `split` is not there, or no line is of this split.
 */
export function splitLines(text: string, { component, source, split }: LinesOf): Table {
  const table = readTable(text, { component, source });
  const at = columnAt(table, SPLIT, { component, source });
  const hashes = table.rows.map((cells) => cells[at]!.trim());
  const own = [...hashes.keys()].filter((row) => hashes[row] === split);
  if (own.length === 0) throw noLines({ component, source, split }, hashes);
  return { ...table, rows: own.map((row) => table.rows[row]!), line: (row) => table.line(row < 0 ? row : own[row]!) };
}

/** @throws UserError if there is no such column. */
export function columnAt({ header }: Table, column: string, { component, source }: Omit<LinesOf, "split">): number {
  const found = header.indexOf(column);
  if (found >= 0) return found;
  const what = column === SPLIT ? " It holds the hash of the split that a line is of; `evenkeel splits` writes them." : "";
  throw new UserError(
    `${component}: expected a column "${column}" in ${source}, got ${header.map((name) => `"${name}"`).join(", ")}.${didYouMean(column, header)}${what}`,
  );
}

/** What a file has instead of lines of the split, and what to do. */
export function noLines({ component, source, split }: LinesOf, hashes: readonly string[]): UserError {
  const others = [...new Set(hashes)];
  const [first] = others;
  const got =
    first === undefined
      ? "none"
      : others.length === 1
        ? `those of ${short(first)}`
        : `those of ${others.length} others, such as ${short(first)}`;
  return new UserError(
    `${component}: expected lines of the split ${short(split)} in ${source}, got ${got}. What was made for one split must not enter another: make it for this one. \`evenkeel splits\` writes the splits of a comparison, \`split.json\` beside a run has that of the run.`,
  );
}

/** A hash as messages show it. */
const short = (hash: string): string => (hash === "" ? "no hash" : `\`${hash.length > 16 ? `${hash.slice(0, 12)}…` : hash}\``);
