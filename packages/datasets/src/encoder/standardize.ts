import { type Dataset, defineEncoder, type FittedEncoder } from "@evenkeel/core";

/** What one column of the data becomes. */
type ColumnCode = { readonly kind: "numeric"; readonly mean: number; readonly deviation: number } | { readonly kind: "nominal"; readonly numLevels: number };

/**
 * Numeric columns to mean 0 and population standard deviation 1 over the fitted rows, in float64; nominal columns one-hot.
 *
 *     x ↦ (x − mean) / sd
 *
 * A column that is constant over the fitted rows is centred and not scaled.
 */
export default defineEncoder({
  name: "standardize",
  summary: "mean 0 and population standard deviation 1; nominal columns one-hot",
  config: {},
  create: () => ({ fit }),
});

function fit(dataset: Dataset, rows: ArrayLike<number>): FittedEncoder {
  const width = dataset.featureShape.reduce((product, length) => product * length, 1);
  const codes = Array.from({ length: width }, (_, column) => codeOf(dataset, column, width, rows));
  const encodedWidth = codes.reduce((sum, code) => sum + (code.kind === "nominal" ? code.numLevels : 1), 0);
  return {
    featureShape: encodedWidth === width ? dataset.featureShape : [encodedWidth],
    encode: (values, count) => encode(codes, encodedWidth, values, count),
  };
}

function codeOf({ values, columns }: Dataset, column: number, width: number, rows: ArrayLike<number>): ColumnCode {
  const described = columns?.[column];
  if (described?.kind === "nominal") return { kind: "nominal", numLevels: described.levels.length };
  const entries = Array.from(rows, (row) => values[row * width + column]!);
  const mean = entries.reduce((sum, value) => sum + value, 0) / entries.length;
  const variance = entries.reduce((sum, value) => sum + (value - mean) ** 2, 0) / entries.length;
  // Rounding leaves a constant column a variance of about 1e-32, which must not be divided by.
  const isConstant = entries.every((value) => value === entries[0]);
  return { kind: "numeric", mean, deviation: isConstant ? 1 : Math.sqrt(variance) };
}

function encode(codes: readonly ColumnCode[], encodedWidth: number, values: ArrayLike<number>, count: number): Float64Array {
  const encoded = new Float64Array(count * encodedWidth);
  let to = 0;
  for (let from = 0; from < count * codes.length; from++) {
    const code = codes[from % codes.length]!;
    if (code.kind === "numeric") encoded[to++] = (values[from]! - code.mean) / code.deviation;
    else {
      encoded[to + values[from]!] = 1;
      to += code.numLevels;
    }
  }
  return encoded;
}
