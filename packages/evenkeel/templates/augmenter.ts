import { add, defineAugmenter, reshape, tokens, z } from "evenkeel";

/** Say here how the features of each batch are changed; here noise is added. */
export default defineAugmenter({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { deviation: z.number().positive().default(0.1).describe("standard deviation of the noise, in encoded units") },
  inject: [tokens.modelInputs],
  create: ({ deviation }, { featureShape }) => ({
    // What is random enters a step by values, drawn by the place.
    inputs: ({ step }, stream, count) => {
      const rng = stream("my-name", step);
      const length = count * featureShape.reduce((product, axis) => product * axis, 1);
      return { noise: Float32Array.from({ length }, () => deviation * rng.normal()) };
    },
    apply: (features, given) => add(features, reshape(given["noise"]!, [...features.shape])),
  }),
});
