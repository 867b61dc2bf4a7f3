import { dense, reshape } from "@evenkeel/autodiff";
import { checkShape, defineModel, tokens, type Value } from "@evenkeel/core";
import { z } from "zod";
import { initialBias, initialKernel, initializationSetting } from "./initialization.js";

/**
 * A multi-layer perceptron.
 *
 *     h_0 = x,   h_i = activation(h_{i−1}·W_i + b_i),   logits = h_L·W_{L+1} + b_{L+1}
 *
 * Features of more than one axis are laid out in a row. The embedding is h_L; without hidden layers it is x, and the model
 * is multinomial logistic regression.
 *
 * @see Goodfellow, Bengio, Courville, "Deep Learning", MIT Press 2016, ch. 6.
 */
export default defineModel({
  name: "mlp",
  summary: "multi-layer perceptron",
  config: {
    hidden: z.array(z.int().positive()).default([64]).describe("units of each hidden layer"),
    activation: z.enum(["relu", "tanh", "sigmoid", "softplus"]).default("relu").describe("nonlinearity of the hidden layers"),
    initialization: initializationSetting,
  },
  inject: [tokens.modelInputs],
  create({ hidden, activation, initialization }, { featureShape, numClasses }) {
    const numFeatures = featureShape.reduce((product, length) => product * length, 1);
    const sizes = [numFeatures, ...hidden, numClasses];
    const layers = sizes.slice(1).map((numUnits, i) => ({
      kernel: `dense${i + 1}/kernel`,
      bias: `dense${i + 1}/bias`,
      shape: [sizes[i]!, numUnits],
    }));
    const head = layers.at(-1)!;
    return {
      head: "linear",
      init: (rng) =>
        Object.fromEntries(
          layers.flatMap(({ kernel, bias, shape }) => [
            [kernel, initialKernel(initialization, shape, rng)],
            [bias, initialBias(initialization, shape, rng)],
          ]),
        ),
      initState: () => ({}),
      apply(params, state, features) {
        checkShape("mlp", "features", features.shape, [null, ...featureShape]);
        const rows: Value = featureShape.length === 1 ? features : reshape(features, [-1, numFeatures]);
        const embedding = layers.slice(0, -1).reduce((x, { kernel, bias }) => dense(x, params[kernel]!, params[bias]!, { activation }), rows);
        return { logits: dense(embedding, params[head.kernel]!, params[head.bias]!), embedding, state };
      },
    };
  },
});
