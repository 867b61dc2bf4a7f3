import { UserError } from "@evenkeel/core";
import { parseNumber } from "./parse-number.js";

export interface EncodedLabels {
  /** Positions in `classNames`. */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/**
 * Class indices of labels as written in the source: in numeric order if every label is a number (`1` and `1.0` are one
 * class), else in the order of their characters.
 *
 * @param where - what to call the labels in a message: `column "y" of data.csv`.
 */
export function encodeLabels(component: string, where: string, written: readonly string[]): EncodedLabels {
  const numbers = written.map(parseNumber);
  const isNumeric = numbers.every((value) => value !== null);
  const names = isNumeric ? numbers.map(String) : written;
  const classNames = [...new Set(names)].sort(isNumeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  checkClasses(component, where, classNames, written.length);
  const index = new Map(classNames.map((name, i) => [name, i]));
  return { labels: Int32Array.from(names, (name) => index.get(name)!), classNames };
}

function checkClasses(component: string, where: string, classNames: readonly string[], numRows: number): void {
  if (classNames.length < 2) {
    throw new UserError(`${component}: expected at least two classes in ${where}, got ${classNames.length === 0 ? "no rows" : `only "${classNames[0]}"`}. Check the name of the label column.`);
  }
  if (classNames.length > numRows / 2) {
    throw new UserError(
      `${component}: expected classes in ${where}, got ${classNames.length} different values in ${numRows} rows, as of a measurement. Check the name of the label column, or bin it first.`,
    );
  }
}
