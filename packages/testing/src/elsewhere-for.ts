import type { Elsewhere, RowsFromElsewhere, SplitTable } from "@evenkeel/core";

/** What another program made, for components that read it: a table of text cells, and rows. @param table - columns by name. */
export function elsewhereFor(
  table: Readonly<Record<string, readonly (string | number)[]>>,
  { classNames = ["0", "1"], rows }: { readonly classNames?: readonly string[]; readonly rows?: RowsFromElsewhere } = {},
): Elsewhere {
  const texts = (column: string): string[] => {
    const cells = table[column];
    if (!cells) throw new RangeError(`expected a column of ${Object.keys(table).join(", ")}, got ${column}.`);
    return cells.map(String);
  };
  const read: SplitTable = {
    count: Object.values(table)[0]?.length ?? 0,
    columns: Object.keys(table),
    texts,
    numbers: (column) => Float64Array.from(texts(column), Number),
    rowIds: (column) => Int32Array.from(texts(column), Number),
    place: (line) => `line ${line}`,
  };
  return {
    split: "0".repeat(64),
    classNames,
    table: () => read,
    rows() {
      if (!rows) throw new RangeError("expected rows from elsewhere, got none.");
      return rows;
    },
  };
}
