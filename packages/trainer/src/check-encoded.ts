import { type AnyRows, type Dataset, type FittedEncoder, sizeOf, UserError } from "@evenkeel/core";

/** A role's rows after encoding, and what the encoder made them of. */
interface Encoded {
  readonly rows: AnyRows;
  readonly source: Pick<Dataset, "columns">;
  readonly fitted: Pick<FittedEncoder, "columnOf">;
}

/**
 * Refuses encoded rows that a model could not compute with: models read 32-bit numbers, which end at 3.4e38.
 *
 * @throws UserError naming the column, the value and the rows of the source.
 */
export function checkEncoded({ rows, source, fitted }: Encoded): void {
  const { features: values, ids } = rows;
  const width = sizeOf(rows.featureShape);
  const bad = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad < 0) return;
  const feature = bad % width;
  const affected = Array.from(ids).filter((_, row) => !Number.isFinite(Math.fround(values[row * width + feature]!)));
  const shown = affected.slice(0, 5).join(", ");
  const more = affected.length > 5 ? ` and ${affected.length - 5} more` : "";
  throw new UserError(
    `encoder: expected values that a 32-bit number holds (up to 3.4e38), got ${values[bad]} in ${titleOf(feature, source, fitted)}, row${affected.length === 1 ? "" : "s"} ${shown}${more} (counted from 0, without the header). ` +
      "Correct or remove them, measure the column in another unit, or set `encoder=robust`.",
  );
}

/** A sentence for each feature that differs between rows, but no longer as 32-bit numbers; images are not looked at. */
export function lostFeatures({ rows: { features: values, featureShape, count }, source, fitted }: Encoded): string[] {
  if (featureShape.length > 1 || count === 0) return [];
  const width = featureShape[0]!;
  const isOne = (feature: number, as: (value: number) => number): boolean => {
    for (let row = 1; row < count; row++) if (as(values[row * width + feature]!) !== as(values[feature]!)) return false;
    return true;
  };
  const lost = Array.from({ length: width }, (_, feature) => feature).filter(
    (feature) => isOne(feature, Math.fround) && !isOne(feature, (value) => value),
  );
  return lost.map(
    (feature) =>
      `${titleOf(feature, source, fitted)}: its values differ, but not as the 32-bit numbers that a model reads; set \`encoder=standardize\` or measure it in another unit`,
  );
}

function titleOf(feature: number, { columns }: Pick<Dataset, "columns">, { columnOf }: Pick<FittedEncoder, "columnOf">): string {
  const column = columnOf ? columnOf(feature) : feature;
  return columns?.[column] ? `column "${columns[column].name}"` : `feature ${column} (counted from 0)`;
}
