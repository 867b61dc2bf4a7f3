import { type SplitTable, UserError } from "@evenkeel/core";
import { parseNumber } from "../parse-number.js";
import type { Table } from "../table/table.js";
import { columnAt, type LinesOf, splitLines } from "./split-lines.js";

/**
 * A delimited text as the table of a split.
 *
 * @throws UserError if no line is of this split.
 */
export function splitTable(text: string, of: LinesOf): SplitTable {
  return asSplitTable(splitLines(text, of), of);
}

/** Lines of a split with their columns by name. */
export function asSplitTable(lines: Table, of: Omit<LinesOf, "split">): SplitTable {
  const { component, source } = of;
  const place = (i: number): string => `${source}, line ${lines.line(i)}`;
  const texts = (column: string): string[] => {
    const at = columnAt(lines, column, of);
    return lines.rows.map((cells) => cells[at]!.trim());
  };
  return {
    count: lines.rows.length,
    columns: lines.header,
    texts,
    place,
    numbers: (column) =>
      Float64Array.from(texts(column), (cell, i) => {
        const value = parseNumber(cell);
        if (value !== null) return value;
        throw new UserError(
          `${component}: expected a finite number in ${place(i)}, column "${column}", got ${cell === "" ? "an empty cell" : `"${cell}"`}. Correct it.`,
        );
      }),
    rowIds: (column) => idsOf(texts(column), { component, column, place }),
  };
}

function idsOf(
  cells: readonly string[],
  { component, column, place }: { readonly component: string; readonly column: string; place(i: number): string },
): Int32Array {
  const seen = new Map<number, number>();
  return Int32Array.from(cells, (cell, i) => {
    // pandas writes the ids of a column that once had a gap as 12.0.
    if (!/^\d{1,9}(\.0+)?$/.test(cell))
      throw new UserError(
        `${component}: expected the id of a row, counted from 0, in ${place(i)}, column "${column}", got ${cell === "" ? "an empty cell" : `"${cell}"`}. \`evenkeel splits\` writes them.`,
      );
    const id = Number(cell);
    if (seen.has(id))
      throw new UserError(
        `${component}: expected each row once for a split, got row ${id} in ${place(seen.get(id)!)} and in ${place(i)}. Leave one out.`,
      );
    seen.set(id, i);
    return id;
  });
}
