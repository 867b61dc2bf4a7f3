import type { Dataset, FittedEncoder } from "@evenkeel/core";
import { isRounding, momentsOf } from "./moments.js";

/** The map of a numeric column: x ↦ (unit·x − center) / scale, held within ±limit. */
export interface NumericCode {
  /** What a reader of the results must know of this column's map, after its name. */
  readonly note?: string;
  /** A power of two that keeps squares and differences of the column's values within doubles; 1 for all but extreme ones. */
  readonly unit: number;
  readonly center: number;
  readonly scale: number;
  readonly limit: number;
}

/** From a column's values in the fitted rows, already multiplied by `unit`. */
export type FitNumeric = (scaled: Float64Array, unit: number) => Omit<NumericCode, "unit">;

/** What one column of the data becomes. */
type ColumnCode = ({ readonly kind: "numeric" } & NumericCode) | { readonly kind: "nominal"; readonly numLevels: number };

/**
 * Fits each numeric column by itself, and makes nominal ones one-hot.
 *
 * @param warnings - of the encoder itself; that a column is constant is added to them.
 */
export function fitColumns(
  dataset: Dataset,
  rows: ArrayLike<number>,
  fitNumeric: FitNumeric,
  warnings: readonly string[] = [],
): FittedEncoder {
  const { columns, featureShape } = dataset;
  const width = rowWidth(dataset);
  const [same, nearlySame]: [number[], number[]] = [[], []];
  const codes = Array.from({ length: width }, (_, column): ColumnCode => {
    const described = columns?.[column];
    const entries = entriesOf(dataset, column, rows);
    const isSame = entries.every((value) => value === entries[0]);
    if (isSame) same.push(column);
    if (described?.kind === "nominal") return { kind: "nominal", numLevels: described.levels.length };
    const unit = unitOf(entries);
    const scaled = unit === 1 ? entries : entries.map((value) => unit * value);
    if (!isSame && isRoundingAlone(scaled)) nearlySame.push(column);
    return { kind: "numeric", unit, ...fitNumeric(scaled, unit) };
  });
  // Images have pixels that never change; a table's column that never changes was meant to say something.
  const said =
    featureShape.length > 1
      ? []
      : [
          ...saysNothing(dataset, same, "one value"),
          ...saysNothing(dataset, nearlySame, "values that differ by rounding alone"),
          ...notes(dataset, codes),
        ];
  const sources = Int32Array.from(
    codes.flatMap((code, column) => new Array<number>(code.kind === "nominal" ? code.numLevels : 1).fill(column)),
  );
  return {
    featureShape: sources.length === width ? featureShape : [sources.length],
    columnOf: (feature) => sources[feature]!,
    encode: (values, count) => encode(codes, sources.length, values, count),
    warnings: [...said, ...warnings],
  };
}

function notes(dataset: Dataset, codes: readonly ColumnCode[]): string[] {
  return codes.flatMap((code, column) => (code.kind === "numeric" && code.note ? [`${columnTitle(dataset, column)}: ${code.note}`] : []));
}

/** The number of values in a row. */
export function rowWidth({ featureShape }: Dataset): number {
  return featureShape.reduce((product, length) => product * length, 1);
}

/** The values of a column in these rows. */
export function entriesOf(dataset: Dataset, column: number, rows: ArrayLike<number>): Float64Array {
  const width = rowWidth(dataset);
  return Float64Array.from(rows, (row) => dataset.values[row * width + column]!);
}

/** Squares of values up to 2^±400, and sums of them, are doubles. */
const safeExponent = 400;

/** 1, or the power of two that brings the largest magnitude near 1 if its square would leave the range of doubles. */
export function unitOf(entries: Float64Array): number {
  const largest = entries.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const exponent = Math.floor(Math.log2(largest));
  return largest === 0 || Math.abs(exponent) <= safeExponent ? 1 : 2 ** Math.max(-1022, Math.min(1022, -exponent));
}

/** What a column is called in a message. */
export function columnTitle({ columns }: Dataset, column: number): string {
  return columns ? `column "${columns[column]!.name}"` : `feature ${column} (counted from 0)`;
}

function isRoundingAlone(entries: Float64Array): boolean {
  const { mean, deviation } = momentsOf(entries);
  return isRounding(deviation, mean, entries.length);
}

function saysNothing(dataset: Dataset, columns: readonly number[], what: string): string[] {
  if (columns.length === 0) return [];
  const shown = columns
    .slice(0, 5)
    .map((column) => columnTitle(dataset, column))
    .join(", ");
  const more = columns.length > 5 ? ` and ${columns.length - 5} more` : "";
  const [have, they] = columns.length === 1 ? ["has", "it tells"] : ["have", "they tell"];
  return [`${shown}${more} ${have} ${what} in all labelled rows, so ${they} a model nothing`];
}

function encode(codes: readonly ColumnCode[], encodedWidth: number, values: ArrayLike<number>, count: number): Float64Array {
  const encoded = new Float64Array(count * encodedWidth);
  let to = 0;
  for (let from = 0; from < count * codes.length; from++) {
    const code = codes[from % codes.length]!;
    if (code.kind === "numeric") encoded[to++] = held((code.unit * values[from]! - code.center) / code.scale, code.limit);
    else {
      encoded[to + values[from]!] = 1;
      to += code.numLevels;
    }
  }
  return encoded;
}

const held = (value: number, limit: number): number => (value > limit ? limit : value < -limit ? -limit : value);
