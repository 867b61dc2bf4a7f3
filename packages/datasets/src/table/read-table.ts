import { UserError } from "@evenkeel/core";
import Papa from "papaparse";
import { foreignText } from "../file-kind.js";
import { checkShape } from "./check-shape.js";
import type { Table, TextOptions } from "./table.js";

/** Cells of delimited text; a text of another kind, a ragged one, and one with broken quotes or names are refused. */
export function readTable(text: string, options: TextOptions): Table {
  const { component, source, delimiter, header: hasHeader = true, decimal = "." } = options;
  const other = foreignText(text);
  if (other) throw new UserError(`${component}: expected rows of cells in ${source}, got what seems to be ${other.kind}. ${other.cure}.`);
  if (decimal === "," && delimiter === ",") {
    throw new UserError(
      `${component}: expected \`dataset.delimiter\` and \`dataset.decimal\` to differ, got a comma for both. Leave the delimiter out to find it from the text.`,
    );
  }
  const guesses = [",", "\t", "|", ";"].filter((mark) => mark !== decimal);
  // One kind of line end, so that a file that mixes them is read and lines can be counted.
  const { data, errors, meta } = Papa.parse<string[]>(text.replace(/\r\n?/g, "\n"), {
    delimiter: delimiter ?? "",
    delimitersToGuess: guesses,
    newline: "\n",
  });
  const lines = startingLines(data);
  const badQuote = errors.find(({ type }) => type === "Quotes");
  if (badQuote) {
    throw new UserError(
      `${component}: expected well-formed quotes in ${source}, line ${lines[badQuote.row ?? 0]}: ${badQuote.message}. Close the quote, or write a quote inside a cell twice.`,
    );
  }
  const filled = data.flatMap((cells, row) => (cells.length === 1 && cells[0]!.trim() === "" ? [] : [row]));
  if (filled.length === 0) throw new UserError(`${component}: expected a header and rows in ${source}, got an empty file. Check the path.`);
  const first = data[filled[0]!]!;
  const header = hasHeader ? first.map((name) => name.trim()) : first.map((_, column) => String(column));
  const ids = hasHeader ? filled.slice(1) : filled;
  const table = {
    header,
    rows: ids.map((row) => data[row]!),
    delimiter: meta.delimiter,
    line: (row: number) => lines[row < 0 ? filled[0]! : ids[row]!]!,
  };
  checkShape(table, options);
  return table;
}

function startingLines(data: readonly (readonly string[])[]): number[] {
  let line = 1;
  return data.map((cells) => {
    const start = line;
    line += 1 + cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
    return start;
  });
}
