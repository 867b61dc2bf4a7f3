import { defineImputer, type FittedImputer, type RowShape } from "@evenkeel/core";
import { stateless } from "../stateless.js";

/** The rows as they are: data with missing values are refused when they are read. */
export default defineImputer({
  name: "none",
  summary: "no missing value is filled: data that have one are refused",
  isNeutral: true,
  config: {},
  create: () =>
    stateless(({ featureShape, columns }: RowShape): FittedImputer & { readonly state: null } => ({
      state: null,
      rows: { featureShape, ...(columns && { columns }) },
      fill: (values) => Float64Array.from(values),
    })),
});
