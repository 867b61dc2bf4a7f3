import { type Column, type Dataset, UserError } from "@evenkeel/core";
import Papa from "papaparse";
import { digestOf } from "../digest.js";
import { encodeLabels } from "../encode-labels.js";
import { readCells } from "./read-cells.js";

export interface TableOptions {
  /** Whose messages these are. */
  readonly component: string;
  /** The file, for messages. */
  readonly source: string;
  /** What the data set is called. */
  readonly name: string;
  readonly label: string;
  /** Columns of text. */
  readonly nominal?: readonly string[];
  /** Columns left out. */
  readonly ignore?: readonly string[];
  /** Null finds it from the text. */
  readonly delimiter?: string | null;
}

/** A table of text and where its rows start. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The 1-based line in the file on which row i starts. */
  line(row: number): number;
}

/** A data set from comma-separated text with a header: numeric columns, nominal ones by name, one column of labels. */
export function parseTable(text: string, options: TableOptions): Dataset {
  const table = parseText(text, options);
  const { component, source, label, nominal = [], ignore = [] } = options;
  const labelColumn = columnNamed(table, label, "dataset.label", options);
  for (const name of nominal) columnNamed(table, name, "dataset.nominal", options);
  for (const name of ignore) columnNamed(table, name, "dataset.ignore", options);
  const features = table.header.map((_, column) => column).filter((column) => column !== labelColumn && !ignore.includes(table.header[column]!));
  if (features.length === 0) throw new UserError(`${component}: expected a feature column besides \`${label}\` in ${source}, got none.`);

  const { values, columns } = readCells(table, features, { component, source, nominal });
  const { labels, classNames } = encodeLabels(component, `column "${label}" of ${source}`, labelCells(table, labelColumn, options));
  return asDataset(options.name, { values, columns, labels, classNames });
}

interface Parts {
  readonly values: Float64Array;
  readonly columns: readonly Column[];
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

function asDataset(name: string, { values, columns, labels, classNames }: Parts): Dataset {
  return {
    name,
    values,
    numExamples: labels.length,
    featureShape: [columns.length],
    columns,
    labels,
    numClasses: classNames.length,
    classNames,
    rowIds: Int32Array.from(labels, (_, row) => row),
    digest: digestOf(values, labels),
  };
}

function parseText(text: string, { component, source, delimiter }: TableOptions): Table {
  // One kind of line end, so that a file that mixes them is read and lines can be counted.
  const { data, errors } = Papa.parse<string[]>(text.replace(/\r\n?/g, "\n"), { delimiter: delimiter ?? "", newline: "\n" });
  const lines = startingLines(data);
  const badQuote = errors.find(({ type }) => type === "Quotes");
  if (badQuote) throw new UserError(`${component}: expected well-formed quotes in ${source}, line ${lines[badQuote.row ?? 0]}: ${badQuote.message}.`);
  const filled = data.flatMap((cells, row) => (cells.length === 1 && cells[0]!.trim() === "" ? [] : [row]));
  const header = (data[filled[0] ?? -1] ?? []).map((name) => name.trim());
  const table = { header, rows: filled.slice(1).map((row) => data[row]!), line: (row: number) => lines[filled[row + 1]!]! };
  checkTable(table, component, source);
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

function checkTable({ header, rows, line }: Table, component: string, source: string): void {
  if (header.length === 0) throw new UserError(`${component}: expected a header and rows in ${source}, got an empty file.`);
  const repeated = header.find((name, column) => header.indexOf(name) !== column);
  if (repeated !== undefined) throw new UserError(`${component}: expected different column names in ${source}, got "${repeated}" twice.`);
  const unnamed = header.indexOf("");
  if (unnamed >= 0) {
    throw new UserError(`${component}: expected a name for every column of ${source}, got none for column ${unnamed + 1}. Name it, or write the file without an index column.`);
  }
  const ragged = rows.findIndex((cells) => cells.length !== header.length);
  if (ragged >= 0) throw new UserError(`${component}: expected ${header.length} cells as in the header in ${source}, line ${line(ragged)}, got ${rows[ragged]!.length}.`);
}

function columnNamed({ header }: Table, name: string, setting: string, { component, source }: TableOptions): number {
  const column = header.indexOf(name);
  if (column < 0) throw new UserError(`${component}: expected a column of ${source} at \`${setting}\`, got "${name}". It has: ${header.join(", ")}.`);
  return column;
}

function labelCells({ rows, line }: Table, column: number, { component, source, label }: TableOptions): string[] {
  return rows.map((cells, row) => {
    const written = cells[column]!.trim();
    if (["", "?", "nan", "null"].includes(written.toLowerCase())) {
      throw new UserError(`${component}: expected a label in ${source}, line ${line(row)}, column "${label}", got ${written === "" ? "an empty cell" : `"${written}"`}. Remove the row.`);
    }
    return written;
  });
}
