import { defineImputer, type FittedImputer, type RowShape } from "@evenkeel/core";
import { z } from "zod";

/** The rows as they are: data with missing values are refused when they are read. */
export default defineImputer({
  name: "none",
  summary: "no missing value is filled: data that have one are refused",
  isNeutral: true,
  config: {},
  create: () => ({
    fit: asTheyAre,
    read: (state, rows) => {
      z.null().parse(state);
      return asTheyAre(rows);
    },
  }),
});

function asTheyAre({ featureShape, columns }: RowShape): FittedImputer {
  return { state: null, rows: { featureShape, ...(columns && { columns }) }, fill: (values) => Float64Array.from(values) };
}
