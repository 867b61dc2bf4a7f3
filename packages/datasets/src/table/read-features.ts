import { type Column, didYouMean, UserError } from "@evenkeel/core";
import { parseNumber } from "../parse-number.js";
import { explainCell, isMissing } from "./explain-cell.js";
import { readTable } from "./read-table.js";
import type { Table, TextOptions } from "./table.js";

/** Rows without labels, as a model reads them. */
export interface Features {
  /** Row-major `[numRows, columns.length]`; NaN where a cell is missing. */
  readonly values: Float64Array;
  readonly numRows: number;
  /** Names the first missing cell; absent if there is none. */
  readonly missing?: string;
}

export interface FeatureOptions extends TextOptions {
  /** Who knows the levels of nominal columns, for messages: `the model`. */
  readonly knows: string;
  /** Why a missing value cannot be filled, and what to do: a sentence. */
  readonly unfilled: string;
}

/**
 * The columns of a table by their names, wherever they stand; others are left unread. Nominal cells become the codes that their levels had.
 *
 * @throws UserError for a column that is not there, a cell that is no number, or a level that the column never had.
 */
export function readFeatures(text: string, columns: readonly Column[], options: FeatureOptions): Features {
  return featuresOf(readTable(text, options), columns, options);
}

/** The same of a table that is read. */
export function featuresOf({ header, rows, line }: Table, columns: readonly Column[], options: FeatureOptions): Features {
  const { component, source, decimal = ".", unfilled, knows } = options;
  const values = new Float64Array(rows.length * columns.length);
  let missing: string | undefined;
  columns.forEach((column, position) => {
    const at = header.indexOf(column.name);
    if (at < 0)
      throw new UserError(
        `${component}: expected the column "${column.name}" in ${source}, got ${header.map((name) => `"${name}"`).join(", ")}.${didYouMean(column.name, header)}`,
      );
    const codes = column.kind === "nominal" ? new Map(column.levels.map((level, code) => [level, code])) : null;
    rows.forEach((cells, row) => {
      const cell = cells[at]!;
      const where = `in ${source}, line ${line(row)}, column "${column.name}"`;
      if (isMissing(cell, codes ? "category" : "number")) {
        missing ??= `${component}: expected ${codes ? "a category" : "a finite number"} ${where}, got ${cell.trim() === "" ? "an empty cell" : `"${cell.trim()}"`}. ${unfilled}`;
        values[row * columns.length + position] = Number.NaN;
        return;
      }
      const value = codes ? codes.get(cell.trim()) : parseNumber(cell, decimal);
      if (value === null || value === undefined) {
        const { seems, advice } = codes
          ? { seems: "", advice: `${knows[0]!.toUpperCase()}${knows.slice(1)} knows ${[...codes.keys()].join(", ")}.` }
          : explainCell(cell, { name: column.name, cells: rows.map((each) => each[at]!), decimal });
        throw new UserError(
          `${component}: expected ${codes ? `a level that ${knows} knows` : "a finite number"} ${where}, got "${cell.trim()}"${seems}. ${advice}`,
        );
      }
      values[row * columns.length + position] = value;
    });
  });
  return { values, numRows: rows.length, ...(missing !== undefined && { missing }) };
}
