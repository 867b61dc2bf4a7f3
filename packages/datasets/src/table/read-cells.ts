import { type Column, UserError } from "@evenkeel/core";
import { type DecimalMark, parseNumber } from "../parse-number.js";
import { explainCell, isMissing } from "./explain-cell.js";
import { listItem } from "./list-item.js";
import type { Table } from "./table.js";

interface CellOptions {
  readonly component: string;
  readonly source: string;
  readonly nominal: readonly string[];
  readonly decimal: DecimalMark;
}

interface Cells {
  readonly values: Float64Array;
  readonly columns: readonly Column[];
  readonly warnings: readonly string[];
  /** The message that refuses missing cells, named by the first of them; absent if there are none. */
  readonly missing?: string;
}

/** The feature columns as numbers, row-major; nominal ones as codes of their sorted levels; NaN where a cell is missing. */
export function readCells(
  { header, rows, line }: Table,
  features: readonly number[],
  { component, source, nominal, decimal }: CellOptions,
): Cells {
  const values = new Float64Array(rows.length * features.length);
  const warnings: string[] = [];
  let missing: string | undefined;
  const columns = features.map((column, position): Column => {
    const name = header[column]!;
    const cellsOf = () => rows.map((row) => row[column]!);
    const refusal = (row: number, what: string, { seems, advice }: { seems: string; advice: string }): string =>
      `${component}: expected ${what} in ${source}, line ${line(row)}, column "${name}", got ${quoted(rows[row]![column]!)}${seems}. ${advice}`;
    const miss = (...of: Parameters<typeof refusal>): number => {
      missing ??= refusal(...of) + missingInAll({ header, rows }, features, nominal);
      return Number.NaN;
    };
    const numberIn = (row: number, cell: string): number => {
      const parsed = parseNumber(cell, decimal);
      if (parsed !== null && parsed !== undefined) return parsed;
      const explained = explainCell(cell, { name, cells: cellsOf(), decimal });
      if (isMissing(cell, "number")) return miss(row, "a finite number", explained);
      throw new UserError(refusal(row, "a finite number", explained));
    };
    const store = (row: number, value: number): void => void (values[row * features.length + position] = value);
    if (!nominal.includes(name)) {
      let isLarge = false;
      rows.forEach((cells, row) => {
        const cell = cells[column]!;
        const value = numberIn(row, cell);
        isLarge ||= Math.abs(value) > Number.MAX_SAFE_INTEGER;
        store(row, value);
      });
      if (isLarge) warnings.push(...roundedNumbers(cellsOf(), `column "${name}" of ${source}`, name));
      return { name, kind: "numeric" };
    }
    const texts = cellsOf().map((cell) => (isMissing(cell, "category") ? null : cell.trim()));
    const levels = [...new Set(texts.filter((text) => text !== null))].sort();
    const codes = new Map(levels.map((level, code) => [level, code]));
    texts.forEach((text, row) =>
      store(row, text === null ? miss(row, "a category", missingCategory(rows[row]![column]!)) : codes.get(text)!),
    );
    return { name, kind: "nominal", levels };
  });
  return { values, columns, warnings, ...(missing !== undefined && { missing }) };
}

/** How much is missing in the whole table, where it is more than the cell that was met first: nobody mends it column by column. */
function missingInAll({ header, rows }: Pick<Table, "header" | "rows">, features: readonly number[], nominal: readonly string[]): string {
  const isEmpty = (cells: readonly string[], column: number) =>
    isMissing(cells[column]!, nominal.includes(header[column]!) ? "category" : "number");
  const columns = features
    .map((column) => ({ name: header[column]!, count: rows.filter((cells) => isEmpty(cells, column)).length }))
    .filter(({ count }) => count > 0);
  const total = columns.reduce((sum, { count }) => sum + count, 0);
  if (total < 2) return "";
  const numRows = rows.filter((cells) => features.some((column) => isEmpty(cells, column))).length;
  const listed = columns
    .slice(0, MANY)
    .map(({ name, count }) => `${count} in "${name}"`)
    .join(", ");
  const more = columns.length > MANY ? `, and others in ${columns.length - MANY} more columns` : "";
  return ` In all, ${total} cells in ${numRows} of ${rows.length} rows are missing: ${listed}${more}.`;
}

const MANY = 5;

const quoted = (cell: string): string => (cell.trim() === "" ? "an empty cell" : `"${cell.trim()}"`);

function missingCategory(cell: string): { seems: string; advice: string } {
  const isEmpty = cell.trim() === "";
  return {
    seems: isEmpty ? ", a missing value" : ", which stands for a missing value",
    advice: `Fill it in, remove the row, or set \`imputer=simple\`${isEmpty ? "" : "; if it is a category of its own, write another word"}.`,
  };
}

/** Whole numbers of this size are names of things more often than measurements, and a double may not hold them. */
function roundedNumbers(cells: readonly string[], where: string, name: string): string[] {
  const rounded = cells.find((cell) => /^\s*[+-]?\d{16,}\s*$/.test(cell) && !Number.isSafeInteger(Number(cell)));
  if (rounded === undefined) return [];
  return [
    `${where} holds whole numbers beyond 2^53, such as ${rounded.trim()}, which are rounded to 16 digits; if they name things, set dataset.ignore=[${listItem(name)}] or dataset.nominal=[${listItem(name)}]`,
  ];
}
