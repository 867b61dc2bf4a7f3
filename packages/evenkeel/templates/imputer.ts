import { defineImputer, type FittedImputer, type RowShape, z } from "evenkeel";

/** Say here what stands for a missing value; here a number, and the first level of a nominal column. */
export default defineImputer({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { value: z.number().default(-1).describe("what stands for a missing number") },
  create: ({ value }) => ({
    fit: (dataset) => filling(value, dataset),
    // The state as JSON gives it back: nothing else is remembered.
    read: (state, rows) => filling(state as number, rows),
  }),
});

const filling = (value: number, { featureShape, columns }: RowShape): FittedImputer => ({
  state: value,
  rows: { featureShape, ...(columns && { columns }) },
  fill: (values) =>
    Float64Array.from(values, (own, i) => {
      if (!Number.isNaN(own)) return own;
      return columns?.[i % columns.length]?.kind === "nominal" ? 0 : value;
    }),
});
