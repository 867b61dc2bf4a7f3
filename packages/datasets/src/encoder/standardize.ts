import { defineEncoder } from "@evenkeel/core";
import { fitColumns, type FittedNumeric, readColumns } from "./fit-columns.js";
import { isRounding, momentsOf } from "./moments.js";
import { wildCells } from "./wild-cells.js";

/**
 * Numeric columns to mean 0 and population standard deviation 1 over the fitted rows, in float64; nominal columns one-hot.
 *
 *     x ↦ (x − mean) / sd
 *
 * A column that is constant over the fitted rows is centred and not scaled; one whose values differ by rounding alone is
 * centred and divided by max(1, |mean|), so that its noise stays noise. Values near the ends of doubles are computed in a unit
 * of their own, so that no square overflows or vanishes. A column whose spread is made by a few cells is named in a warning.
 */
export default defineEncoder({
  name: "standardize",
  summary: "mean 0 and population standard deviation 1; nominal columns one-hot",
  config: {},
  create: () => ({ fit: (dataset, rows) => fitColumns(dataset, rows, standardized, wildCells(dataset)), read: readColumns }),
});

function standardized(entries: Float64Array, unit: number): FittedNumeric {
  // The mean of equal values is rounded, by thousands where the values are 1e20.
  if (entries.every((value) => value === entries[0])) return { center: entries[0]!, scale: unit, limit: null };
  const { mean, deviation } = momentsOf(entries);
  const scale = isRounding(deviation, mean, entries.length) ? Math.max(unit, Math.abs(mean)) : deviation;
  return { center: mean, scale, limit: null };
}
