import { defineEncoder } from "@evenkeel/core";
import { z } from "zod";
import { fitColumns, type FittedNumeric, readColumns } from "./fit-columns.js";
import { isRounding } from "./moments.js";

/**
 * Numeric columns to median 0 and interquartile range 1 over the fitted rows, in float64, held within ±`limit`; nominal
 * columns one-hot. A few extreme cells move neither median nor quartiles.
 *
 *     x ↦ (x − median) / (q₃ − q₁),   quantiles interpolated between the two nearest values
 *
 * A column whose middle half is one value (up to rounding) is centred and neither scaled nor held. With `limit=null` these are
 * the values of scikit-learn's `RobustScaler`.
 */
export default defineEncoder({
  name: "robust",
  summary: "median 0 and interquartile range 1, extreme values held at a limit; nominal columns one-hot",
  config: {
    limit: z
      .number()
      .positive()
      .nullable()
      .default(20)
      .describe("the largest encoded magnitude: what lies farther out is held there; null holds nothing"),
  },
  create: ({ limit }) => ({
    fit: (dataset, rows) => fitColumns(dataset, rows, (entries, unit) => robust(entries, unit, limit)),
    read: readColumns,
  }),
});

function robust(entries: Float64Array, unit: number, limit: number | null): FittedNumeric {
  const sorted = entries.toSorted();
  const [low, center, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share)) as [number, number, number];
  const isNarrow = isRounding(high - low, Math.max(Math.abs(low), Math.abs(high)), entries.length);
  if (!isNarrow) return { center, scale: high - low, limit };
  const note = "its middle half is one value, so `encoder=robust` does not scale it; `encoder=standardize` does";
  return { center, scale: unit, limit: null, ...(sorted[0] !== sorted.at(-1) && { note }) };
}

/** NumPy's default: linear between the two nearest of the sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}
