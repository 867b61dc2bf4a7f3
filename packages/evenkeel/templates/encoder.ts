import { type Column, defineEncoder, type FittedEncoder } from "evenkeel";

/** Say here how rows become what a model reads; here numeric columns to [0, 1] over the fitted rows, and categories as they are. */
export default defineEncoder({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {},
  create: () => ({
    fit({ values, featureShape, columns }, rows) {
      const width = featureShape.reduce((product, length) => product * length, 1);
      const spans = Array.from({ length: width }, (_, column) => {
        if (isNominal(columns, column)) return [0, 1] as const;
        const own = Array.from(rows, (row) => values[row * width + column]!);
        return [Math.min(...own), Math.max(...own)] as const;
      });
      return fitted(spans, featureShape);
    },
    // The state as JSON gives it back: nothing else is remembered.
    read: (state, { featureShape }) => fitted(state as readonly Span[], featureShape),
  }),
});

type Span = readonly [low: number, high: number];

const isNominal = (columns: readonly Column[] | undefined, column: number): boolean => columns?.[column]?.kind === "nominal";

const fitted = (spans: readonly Span[], featureShape: readonly number[]): FittedEncoder => ({
  state: spans,
  featureShape,
  encode: (values) =>
    Float64Array.from(values, (value, i) => {
      const [low, high] = spans[i % spans.length]!;
      return (value - low) / (high > low ? high - low : 1);
    }),
});
