import { type Dataset, type FittedEncoder, type RowShape, sizeOf } from "@evenkeel/core";
import { z } from "zod";
import { isRounding, momentsOf } from "./moments.js";

const numericCode = z.strictObject({
  kind: z.literal("numeric"),
  /** A power of two that keeps squares and differences of the column's values within doubles; 1 for all but extreme ones. */
  unit: z.number(),
  center: z.number(),
  scale: z.number(),
  /** Null holds nothing. */
  limit: z.number().nullable(),
});

/** The map of a numeric column: x ↦ (unit·x − center) / scale, held within ±limit. */
type NumericCode = z.output<typeof numericCode>;

/** What one column of the data becomes. */
const columnCodes = z.array(
  z.discriminatedUnion("kind", [numericCode, z.strictObject({ kind: z.literal("nominal"), numLevels: z.int() })]),
);
type ColumnCode = z.output<typeof columnCodes>[number];

/** What is told of a column from its values. */
export interface FittedNumeric extends Pick<NumericCode, "center" | "scale" | "limit"> {
  /** What a reader of the results must know of this column's map, after its name. */
  readonly note?: string;
}

/** From a column's values in the fitted rows, already multiplied by `unit`. */
export type FitNumeric = (scaled: Float64Array, unit: number) => FittedNumeric;

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
  const notes: string[] = [];
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
    const { center, scale, limit, note } = fitNumeric(scaled, unit);
    if (note) notes.push(`${columnTitle(dataset, column)}: ${note}`);
    // JSON has no −0.
    return { kind: "numeric", unit, center: center + 0, scale, limit };
  });
  // Images have pixels that never change; a table's column that never changes was meant to say something.
  const said =
    featureShape.length > 1
      ? []
      : [...saysNothing(dataset, same, "one value"), ...saysNothing(dataset, nearlySame, "values that differ by rounding alone"), ...notes];
  return { ...encoderOf(codes, dataset), warnings: [...said, ...warnings] };
}

/** What `fitColumns` fitted, from its state. */
export const readColumns = (state: unknown, rows: RowShape): FittedEncoder => encoderOf(columnCodes.parse(state), rows);

function encoderOf(codes: readonly ColumnCode[], rows: RowShape): FittedEncoder {
  const width = rowWidth(rows);
  if (codes.length !== width) throw new RangeError(`expected codes of ${width} columns, got ${codes.length}.`);
  const sources = Int32Array.from(
    codes.flatMap((code, column) => new Array<number>(code.kind === "nominal" ? code.numLevels : 1).fill(column)),
  );
  return {
    state: codes,
    featureShape: sources.length === width ? rows.featureShape : [sources.length],
    columnOf: (feature) => sources[feature]!,
    encode: (values, count) => encode(codes, sources.length, values, count),
  };
}

/** The number of values in a row. */
export const rowWidth = ({ featureShape }: RowShape): number => sizeOf(featureShape);

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
    if (code.kind === "numeric") encoded[to++] = held((code.unit * values[from]! - code.center) / code.scale, code.limit ?? Infinity);
    else {
      encoded[to + values[from]!] = 1;
      to += code.numLevels;
    }
  }
  return encoded;
}

const held = (value: number, limit: number): number => (value > limit ? limit : value < -limit ? -limit : value);
