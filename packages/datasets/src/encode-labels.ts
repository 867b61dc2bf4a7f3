import { UserError, visible } from "@evenkeel/core";
import { compareExact, type ExactDecimal, exactDecimal, writeExact } from "./exact-decimal.js";

export interface EncodedLabels {
  /** Positions in `classNames`. */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  readonly warnings: readonly string[];
}

/** What a data set of classes seldom has: more different fractions, more whole numbers. */
const manyFractions = 20;
const manyNumbers = 50;

/**
 * Class indices of labels as written in the source: in numeric order if every label is a number (`1` and `1.0` are one
 * class), else in the order of their characters. Numbers are compared digit by digit: what a double would round to the same
 * value stays apart.
 *
 * @param where - what to call the labels in a message: `column "y" of data.csv`.
 */
export function encodeLabels(component: string, where: string, written: readonly string[]): EncodedLabels {
  const texts = [...new Set(written)];
  const numbers = texts.map(exactDecimal);
  const isNumeric = numbers.every((number) => number !== null);
  const nameOf = new Map(texts.map((text, i) => [text, isNumeric ? writeExact(numbers[i]!) : text]));
  const classNames = isNumeric ? numericNames(numbers as ExactDecimal[]) : [...texts].sort();
  checkClasses(`${component}: expected`, where, { classNames, isNumeric, written, nameOf });
  const index = new Map(classNames.map((name, i) => [name, i]));
  return {
    labels: Int32Array.from(written, (text) => index.get(nameOf.get(text)!)!),
    classNames,
    warnings: isNumeric ? warningsOf(where, texts, nameOf, classNames) : lookAlike(where, classNames),
  };
}

function numericNames(numbers: readonly ExactDecimal[]): string[] {
  return [...new Set([...numbers].sort(compareExact).map(writeExact))];
}

interface Classes {
  readonly classNames: readonly string[];
  readonly isNumeric: boolean;
  readonly written: readonly string[];
  readonly nameOf: ReadonlyMap<string, string>;
}

function checkClasses(expected: string, where: string, { classNames, isNumeric, written }: Classes): void {
  if (classNames.length < 2) {
    throw new UserError(
      `${expected} at least two classes in ${where}, got ${classNames.length === 0 ? "no rows" : `only "${classNames[0]}" in ${written.length} rows`}. Check the name of the label column.`,
    );
  }
  const fractions = isNumeric ? classNames.filter((name) => !Number.isInteger(Number(name))).length : 0;
  if (classNames.length <= written.length / 2 && fractions <= manyFractions) return;
  const kind = isNumeric
    ? "as of a measurement. Classes are learned here, not quantities: check the name of the label column, or bin it first (e.g. above and below a threshold)"
    : "as of names or free text. Check the name of the label column";
  throw new UserError(`${expected} classes in ${where}, got ${classNames.length} different values in ${written.length} rows, ${kind}.`);
}

/** Classes that a reader takes for one: they differ by capitals, spaces, or how a letter is composed. */
function lookAlike(where: string, classNames: readonly string[]): string[] {
  const looks = classNames.map((name) => name.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim());
  return [...new Set(looks)]
    .map((look) => classNames.filter((_, i) => looks[i] === look))
    .filter((names) => names.length > 1)
    .map(
      (names) =>
        `${where}: ${names.map((name) => `"${visible(name)}"`).join(" and ")} are different classes, though they differ by capitals, spaces or accents typed in two ways alone; if they are one, write them alike`,
    );
}

function warningsOf(where: string, texts: readonly string[], nameOf: ReadonlyMap<string, string>, classNames: readonly string[]): string[] {
  const padded = texts.find(
    (text) =>
      /^[+-]?0\d/.test(text) && texts.some((other) => other !== text && !/^[+-]?0\d/.test(other) && nameOf.get(other) === nameOf.get(text)),
  );
  return [
    ...(padded === undefined
      ? []
      : [
          `${where}: "${padded}" and "${nameOf.get(padded)}" are the same number, so they are one class; if they are codes, put a letter before each`,
        ]),
    ...(classNames.length > manyNumbers
      ? [`${where}: ${classNames.length} different numbers are taken as classes; if they measure something, bin them first`]
      : []),
  ];
}
