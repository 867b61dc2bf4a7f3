import { type Dataset, visible } from "@evenkeel/core";

/** Shown of each column; the others are counted. */
const SHOWN = 5;

/** A sentence for each nominal column with categories that test rows have and labelled rows do not: a model knows nothing of them. */
export function unseenLevels({ columns = [], values }: Dataset, labelled: readonly number[], test: readonly number[]): string[] {
  return columns.flatMap((column, i) => {
    if (column.kind !== "nominal") return [];
    const codes = (rows: readonly number[]) => new Set(rows.map((row) => values[row * columns.length + i]!));
    const known = codes(labelled);
    const unseen = [...codes(test)].filter((code) => !known.has(code)).sort((a, b) => a - b);
    if (unseen.length === 0) return [];
    const shown = unseen
      .slice(0, SHOWN)
      .map((code) => `"${visible(column.levels[code]!)}"`)
      .join(", ");
    const more = unseen.length > SHOWN ? ` and ${unseen.length - SHOWN} more` : "";
    const [category, is, them] = unseen.length === 1 ? ["category", "is", "it"] : ["categories", "are", "them"];
    return [
      `column "${visible(column.name)}": the ${category} ${shown}${more} ${is} in test rows and in no labelled row, so a model learns nothing of ${them}. Give rare categories one name, or leave the column out (\`dataset.ignore\`).`,
    ];
  });
}
