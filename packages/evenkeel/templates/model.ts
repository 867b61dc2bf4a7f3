import { checkShape, defineModel, dense, reshape, tokens, z } from "evenkeel";
import { tensor } from "@tensorflow/tfjs-core";

/** Say the formula here; here logits = softplus(x·W + b)·V + c. Parameters are called `body/…` and `head/…`. */
export default defineModel({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { units: z.int().positive().default(32).describe("of the hidden layer") },
  inject: [tokens.modelInputs],
  create({ units }, { featureShape, numClasses }) {
    const numFeatures = featureShape.reduce((product, length) => product * length, 1);
    const shapes = {
      "body/kernel": [numFeatures, units],
      "body/bias": [units],
      "head/kernel": [units, numClasses],
      "head/bias": [numClasses],
    };
    return {
      head: "linear",
      init: (rng) =>
        Object.fromEntries(
          Object.entries(shapes).map(([name, shape]) => {
            const size = shape.reduce((product, length) => product * length, 1);
            const deviation = name.endsWith("bias") ? 0 : 1 / Math.sqrt(shape[0]!);
            return [
              name,
              tensor(
                Float32Array.from({ length: size }, () => deviation * rng.normal()),
                shape,
              ),
            ];
          }),
        ),
      // Lets a run that cannot fit into memory be refused.
      shapes: () => shapes,
      initState: () => ({}),
      embed(params, state, features) {
        checkShape("my-name", "features", features.shape, [null, ...featureShape]);
        const rows = reshape(features, [-1, numFeatures]);
        return { embedding: dense(rows, params["body/kernel"]!, params["body/bias"]!, { activation: "softplus" }), state };
      },
      classify: (params, embedding) => dense(embedding, params["head/kernel"]!, params["head/bias"]!),
    };
  },
});
