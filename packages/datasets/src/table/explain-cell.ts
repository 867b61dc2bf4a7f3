import { type DecimalMark, isNumber } from "../parse-number.js";
import { listItem } from "./list-item.js";

/** How tables write that a value is missing; KEEL writes `<null>`, Weka `?`. */
const missing = new Set([
  "",
  "?",
  "na",
  "n/a",
  "<na>",
  "#na",
  "#n/a",
  "#n/a n/a",
  "nan",
  "+nan",
  "-nan",
  "null",
  "<null>",
  "\\n",
  "1.#ind",
  "-1.#ind",
  "1.#qnan",
  "-1.#qnan",
]);
/** Missing where numbers stand, but words that may name a category or a class. */
const missingNumbers = new Set([
  "none",
  "nil",
  "-",
  "--",
  ".",
  "*",
  "missing",
  "unknown",
  "#value!",
  "#div/0!",
  "#ref!",
  "#name?",
  "#null!",
  "#num!",
]);

/** Whether a cell says that there is no value, in a column of numbers, of categories or of labels. */
export function isMissing(cell: string, where: "number" | "category" | "label"): boolean {
  const word = cell.trim().toLowerCase();
  return missing.has(word) || (where === "number" && missingNumbers.has(word)) || (where === "category" && word === "none");
}

/** `inf` in any form, or a number that no double holds. */
export function isInfinite(cell: string, decimal: DecimalMark = "."): boolean {
  const text = cell.trim();
  return /^[+-]?(inf|infinity|∞|1[.,]#inf)$/i.test(text) || (isNumber(text, decimal) && !Number.isFinite(Number(text.replace(",", "."))));
}

/** What a column is known by when one of its cells is no number. */
export interface CellColumn {
  readonly name: string;
  readonly cells: readonly string[];
  readonly decimal: DecimalMark;
}

/** What a cell that is no number seems to be, with a comma before it (or nothing), and what to do. */
export function explainCell(cell: string, column: CellColumn): { readonly seems: string; readonly advice: string } {
  const text = cell.trim();
  const { name, cells, decimal } = column;
  if (isMissing(text, "number")) {
    const count = cells.filter((other) => isMissing(other, "number")).length;
    const whole = count === cells.length ? ` To leave the column out: dataset.ignore=[${listItem(name)}].` : "";
    return {
      seems: text === "" ? ", a missing value" : ", which stands for a missing value",
      advice: `Fill it in, remove the row, or set \`imputer=simple\`: values are never guessed unasked.${whole}`,
    };
  }
  if (isInfinite(text, decimal)) {
    const count = cells.filter((other) => isInfinite(other, decimal)).length;
    return { seems: counted(", an infinite or too large number", count, cells.length), advice: "Correct it or remove the row." };
  }
  for (const [pattern, seems, advice] of forms) if (pattern.test(text)) return { seems, advice: advice(column) };
  return explainMark(text, column) ?? explainText(column);
}

const leaveOut = (name: string): string => `to leave the column out: dataset.ignore=[${listItem(name)}]`;

/** Numbers in a dress, and dates. */
const forms: readonly (readonly [RegExp, string, (column: CellColumn) => string])[] = [
  [/^[+-]?[\d.,]+\s*%$/, ", a percentage", () => "Write it without the sign."],
  [/^[+-]?\s*[$€£¥₹]\s*[\d.,]+$|^[+-]?[\d.,]+\s*([$€£¥₹]|EUR|USD|GBP)$/i, ", an amount of money", () => "Write it without the currency."],
  [/^\(\s*[\d.,]+\s*\)$/, ", a negative number as in accounts", () => "Write it with a minus sign."],
  [/^[−–][\d.,]+$/, ", whose first character is no minus sign but a dash", () => "Write a plain `-`."],
  [
    /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(\d{2})?)([ T]\d.*)?$/,
    ", a date",
    ({ name }) => `Write it as a number, such as days since a fixed day; ${leaveOut(name)}.`,
  ],
  [/^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/, ", a time of day", ({ name }) => `Write it as a number, such as minutes; ${leaveOut(name)}.`],
  [
    /^[+-]?\d{1,3}([ '\u00a0\u202f_]\d{3})+([.,]\d+)?$/,
    ", a number in groups of three digits",
    () => "Write it without marks between the groups.",
  ],
  [
    /^[+-]?[\d.,]+(e[+-]?\d+)?\s*[a-zµ°]{1,4}[23²³]?$/i,
    ", a number with a unit",
    ({ name }) => `Write the number alone; if these are categories, list the column: dataset.nominal=[${listItem(name)}].`,
  ],
  [/^[+-]?0x[\da-f]+$/i, ", a hexadecimal number", ({ name }) => `Write it in decimal; ${leaveOut(name)}.`],
];

const groupedByComma = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const groupedByPoint = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;

/** Commas where points are expected, or the other way. */
function explainMark(text: string, { cells, decimal }: CellColumn): ReturnType<typeof explainCell> | null {
  if (decimal === "." && isNumber(text, ",")) {
    const isSurelyDecimal = cells.some((other) => isNumber(other, ",") && other.includes(",") && !groupedByComma.test(other.trim()));
    if (isSurelyDecimal) return { seems: ", a number with a decimal comma", advice: "Set `dataset.decimal=,`, or write points." };
    return {
      seems: ", a number with a comma",
      advice: "If the comma is a decimal mark, set `dataset.decimal=,`; if it groups thousands, write the number without it.",
    };
  }
  if (groupedByComma.test(text) || groupedByPoint.test(text))
    return { seems: ", a number in groups of three digits", advice: "Write it without marks between the groups." };
  if (decimal === "," && isNumber(text))
    return { seems: ", a number with a decimal point", advice: "Write a comma as in the other cells, or leave `dataset.decimal=,` out." };
  return null;
}

/** With so many rows, a different text in each is no accident. */
const manyRows = 20;

/** Among numbers a word is an error; a column of words holds categories. */
function explainText({ name, cells, decimal }: CellColumn): ReturnType<typeof explainCell> {
  const numbers = cells.filter((cell) => isNumber(cell, decimal)).length;
  if (numbers > cells.length / 2) {
    return {
      seems: `, where ${numbers} of ${cells.length} cells of the column are numbers`,
      advice: `Correct it or remove the row; if the column holds categories, list it: dataset.nominal=[${listItem(name)}].`,
    };
  }
  if (cells.length >= manyRows && new Set(cells).size === cells.length) {
    return {
      seems: ", where every row has another text, as an identifier",
      advice: `Leave the column out: dataset.ignore=[${listItem(name)}]; if it holds categories, list it: dataset.nominal=[${listItem(name)}].`,
    };
  }
  return {
    seems: "",
    advice: `If the column holds categories, list it: dataset.nominal=[${listItem(name)}]; to leave it out: dataset.ignore=[${listItem(name)}].`,
  };
}

const counted = (what: string, count: number, of: number): string => (count === 1 ? what : `${what} (one of ${count} in ${of} rows)`);
