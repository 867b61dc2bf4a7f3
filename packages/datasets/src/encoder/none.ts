import { defineEncoder, type FittedEncoder, type RowShape } from "@evenkeel/core";
import { stateless } from "../stateless.js";

/** The values as they are; nominal columns keep their codes. */
export default defineEncoder({
  name: "none",
  summary: "the values as they are",
  isNeutral: true,
  config: {},
  create: () =>
    stateless(({ featureShape }: RowShape): FittedEncoder & { readonly state: null } => ({
      state: null,
      featureShape,
      encode: (values) => Float64Array.from(values),
    })),
});
