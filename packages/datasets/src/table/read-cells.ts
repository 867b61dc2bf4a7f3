import { type Column, UserError } from "@evenkeel/core";
import { parseNumber } from "../parse-number.js";
import type { Table } from "./parse-table.js";

interface CellOptions {
  readonly component: string;
  readonly source: string;
  readonly nominal: readonly string[];
}

const missing = new Set(["", "?", "na", "n/a", "nan", "null", "none"]);

/** The feature columns as numbers, row-major; nominal ones as codes of their sorted levels. */
export function readCells({ header, rows, line }: Table, features: readonly number[], options: CellOptions): { values: Float64Array; columns: Column[] } {
  const { component, source, nominal } = options;
  const values = new Float64Array(rows.length * features.length);
  const columns = features.map((column, position): Column => {
    const name = header[column]!;
    const refuse = (row: number, what: string, advice: string): never => {
      throw new UserError(`${component}: expected ${what} in ${source}, line ${line(row)}, column "${name}", got ${quoted(rows[row]![column]!)}. ${advice}`);
    };
    const store = (row: number, value: number): void => void (values[row * features.length + position] = value);
    if (!nominal.includes(name)) {
      rows.forEach((cells, row) => store(row, parseNumber(cells[column]!) ?? refuse(row, "a finite number", adviceFor(cells[column]!, name))));
      return { name, kind: "numeric" };
    }
    const texts = rows.map((cells, row) => (isMissing(cells[column]!) ? refuse(row, "a value", "Fill it in or remove the row.") : cells[column]!.trim()));
    const levels = [...new Set(texts)].sort();
    const codes = new Map(levels.map((level, code) => [level, code]));
    texts.forEach((text, row) => store(row, codes.get(text)!));
    return { name, kind: "nominal", levels };
  });
  return { values, columns };
}

const isMissing = (cell: string): boolean => missing.has(cell.trim().toLowerCase());

const quoted = (cell: string): string => (cell.trim() === "" ? "an empty cell" : `"${cell.trim()}"`);

function adviceFor(cell: string, column: string): string {
  if (isMissing(cell)) return "Fill it in or remove the row: values are never guessed.";
  return `If the column holds categories, list it: dataset.nominal=[${column}]; to leave it out: dataset.ignore=[${column}].`;
}
