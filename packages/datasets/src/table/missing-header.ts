import { UserError } from "@evenkeel/core";
import { type DecimalMark, isNumber } from "../parse-number.js";
import type { Table, TextOptions } from "./table.js";

/** Whether texts are 0, 1, 2, … or 1, 2, 3, … */
export function countsUp(texts: readonly string[]): boolean {
  return [0, 1].some((start) => texts.every((text, i) => isNumber(text) && Number(text) === start + i));
}

/**
 * Whether the first line seems to be a row: at least half of its cells besides the label are numbers, and either the label's
 * cell is one of the labels below, or all cells are numbers. Names that count up (as pandas gives them) or that rise or fall
 * (wavelengths, times) are names.
 */
export function seemsHeaderless({ header, rows }: Table, label: number): boolean {
  const names = header.filter((_, column) => column !== label);
  const numeric = names.filter((name) => isNumber(name));
  if (names.length === 0 || numeric.length < names.length / 2 || countsUp(numeric) || countsUp(header)) return false;
  const isNumeric = numeric.length === names.length;
  if (label < 0) return isNumeric || !isMonotone(numeric.map(Number));
  const own = header[label]!;
  if (rows.some((cells) => sameLabel(cells[label]!.trim(), own))) return true;
  return isNumeric && isNumber(own) && !isMonotone(header.map(Number));
}

const sameLabel = (a: string, b: string): boolean => a === b || (isNumber(a) && isNumber(b) && Number(a) === Number(b));

function isMonotone(values: readonly number[]): boolean {
  const signs = new Set(values.slice(1).map((value, i) => Math.sign(value - values[i]!)));
  return values.length > 2 && signs.size === 1 && !signs.has(0);
}

/** Whether the first of the rows holds names: none of its cells is a number, and in some column all others are. */
export function seemsHeader([first, ...others]: readonly (readonly string[])[], decimal: DecimalMark): boolean {
  if (
    !first ||
    others.length === 0 ||
    first.some((cell) => cell.trim() === "" || isNumber(cell, decimal)) ||
    new Set(first).size < first.length
  )
    return false;
  return first.some((_, column) => others.every((cells) => isNumber(cells[column] ?? "", decimal)));
}

/** The refusal of a table whose first line seems to be a row, with what to set. */
export function missingHeader({ header, delimiter }: Table, { component, source }: TextOptions): UserError {
  const shown = header.slice(0, 6).join(delimiter);
  return new UserError(
    `${component}: expected the names of the columns in the first line of ${source}, got what seems to be a row: \`${shown}${header.length > 6 ? `${delimiter}…` : ""}\`. ` +
      `Set \`dataset.header=false\` and name the label by its column, counted from 0: e.g. \`dataset.label=${header.length - 1}\` for the last.`,
  );
}
