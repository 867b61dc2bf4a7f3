import { defineEncoder, type FittedEncoder, type RowShape } from "@evenkeel/core";
import { z } from "zod";

/** The values as they are; nominal columns keep their codes. */
export default defineEncoder({
  name: "none",
  summary: "the values as they are",
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

function asTheyAre({ featureShape }: RowShape): FittedEncoder {
  return { state: null, featureShape, encode: (values) => Float64Array.from(values) };
}
