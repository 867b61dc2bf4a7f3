import { defineEncoder } from "@evenkeel/core";

/** The values as they are; nominal columns keep their codes. */
export default defineEncoder({
  name: "none",
  summary: "the values as they are",
  isNeutral: true,
  config: {},
  create: () => ({
    fit: ({ featureShape }) => ({ featureShape, encode: (values) => Float64Array.from(values) }),
  }),
});
