import { UserError } from "@evenkeel/core";
import { isNumber } from "../parse-number.js";
import { countsUp, missingHeader, seemsHeader } from "./missing-header.js";
import type { Table, TextOptions } from "./table.js";

/** Refuses rows of unequal length and columns without a name of their own, and says what the file seems to be. */
export function checkShape(table: Table, options: TextOptions): void {
  const { component, source, header: hasHeader = true } = options;
  const refuse = (message: string): never => {
    throw new UserError(`${component}: ${message}`);
  };
  const { header, rows, line } = table;
  checkFirstLine(table, refuse, options);
  checkLengths(table, refuse, options);
  if (!hasHeader && seemsHeader(rows, options.decimal ?? ".")) {
    refuse(
      `expected a row in the first line of ${source}, got what seems to be the names of the columns: \`${shortened(rows[0]!.join(table.delimiter))}\`. Leave \`dataset.header=false\` out, and use these names.`,
    );
  }
  if (!hasHeader) return;
  if (rows.length === 0) {
    const advice = header.some((name) => isNumber(name)) ? "If its first line is a row, set `dataset.header=false`." : "Check the path.";
    refuse(`expected rows below the header of ${source}, got none. ${advice}`);
  }
  const repeated = header.find((name, column) => header.indexOf(name) !== column);
  if (repeated !== undefined && isNumber(repeated)) throw missingHeader(table, options);
  if (repeated !== undefined && repeated !== "")
    refuse(`expected different column names in ${source}, line ${line(-1)}, got "${repeated}" twice. Rename one of them.`);
  const unnamed = header.indexOf("");
  if (unnamed < 0) return;
  const isTrailing = unnamed === header.length - 1 && rows.every((cells) => cells[unnamed]!.trim() === "");
  const advice = isTrailing
    ? "Every line ends in a delimiter: remove it."
    : unnamed === 0 && countsUp(rows.map((cells) => cells[0]!.trim()))
      ? "Name it, or write the file without an index column, in pandas: .to_csv(…, index=False)."
      : "Name it, or write the file without an index column.";
  refuse(`expected a name for every column of ${source}, got none for column ${unnamed + 1}. ${advice}`);
}

type Refuse = (message: string) => never;

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** A comment or a title above the header. */
function checkFirstLine({ header, rows, delimiter, line }: Table, refuse: Refuse, { source, header: hasHeader = true }: TextOptions): void {
  const first = hasHeader ? header : (rows[0] ?? []);
  const below = rows[hasHeader ? 0 : 1];
  const text = shortened(first.join(delimiter));
  const where = `${source}, line ${line(hasHeader ? -1 : 0)}`;
  const wanted = hasHeader ? "the names of the columns" : "a row";
  if (/^sep=.$/i.test(text))
    refuse(`expected ${wanted} in ${where}, got \`${text}\`, by which Excel is told the delimiter. Remove the line.`);
  if (!below || below.length === first.length) return;
  if (isComment(text))
    refuse(`expected ${wanted} in ${where}, got what seems to be a comment: \`${text}\`. Remove this line and others like it.`);
  const others = rows.slice(hasHeader ? 0 : 1);
  if (first.length === 1 && others.length > 1 && others.every((cells) => cells.length === below.length)) {
    refuse(
      `expected ${wanted} in ${where}, got one cell above lines of ${below.length}, what seems to be a title: \`${text}\`. Remove the line.`,
    );
  }
}

/** Whether a line begins as comments do. */
export const isComment = (text: string): boolean => /^\s*(#|%|\/\/|--)/.test(text);

function checkLengths({ header, rows, delimiter, line }: Table, refuse: Refuse, { source, decimal = "." }: TextOptions): void {
  const ragged = rows.findIndex((cells) => cells.length !== header.length);
  if (ragged < 0) return;
  const cells = rows[ragged]!;
  const where = `${source}, line ${line(ragged)}`;
  const like = `${header.length} ${header.length === 1 ? "cell" : "cells"} as in the first line`;
  if (isComment(cells.join(delimiter)))
    refuse(`expected ${like} in ${where}, got what seems to be a comment: \`${shortened(cells.join(delimiter))}\`. Remove the line.`);
  if (rows.every((row) => row.length === header.length + 1)) {
    if (rows.every((row) => row.at(-1)!.trim() === ""))
      refuse(`expected ${like} in ${where}, got ${cells.length}: every line but the first ends in a delimiter. Remove it.`);
    refuse(
      `expected ${like} in ${where}, got ${cells.length}, as in every line: the first column seems to have no name, as R's write.table leaves it. Name it in the first line, or write the file with row.names=FALSE.`,
    );
  }
  const halves = [2 * header.length, 2 * header.length - 1].includes(cells.length) && rows.every((row) => row.length === cells.length);
  if (delimiter === "," && decimal === "." && halves && cells.every((cell) => /^\s*[+-]?\d+\s*$/.test(cell))) {
    refuse(
      `expected ${like} in ${where}, got ${cells.length}, as if commas were decimal marks and delimiters at once. Write the file with semicolons between cells and set \`dataset.decimal=,\`.`,
    );
  }
  refuse(
    `expected ${like} in ${where}, got ${cells.length}. Complete the line, quote cells that contain "${delimiter === "\t" ? "a tab" : delimiter}", or remove it.`,
  );
}
