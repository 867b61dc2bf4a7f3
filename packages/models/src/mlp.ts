import { dense, reshape } from "@evenkeel/autodiff";
import { checkShape, defineModel, tokens, type Value } from "@evenkeel/core";
import { z } from "zod";
import { headSettings, idleInHead, makeHead } from "./head.js";
import { initialBias, initialKernel, initializationSetting } from "./initialization.js";

/**
 * A multi-layer perceptron.
 *
 *     h_0 = x,   h_i = activation(h_{i−1}·W_i + b_i),   logits = head(h_L)
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
    activation: z
      .enum(["relu", "leaky-relu", "elu", "gelu", "tanh", "sigmoid", "softplus"])
      .default("relu")
      .describe("nonlinearity of the hidden layers"),
    initialization: initializationSetting("pytorch-default"),
    ...headSettings,
  },
  idle: ({ hidden, head }) => ({
    ...idleInHead({ head }),
    activation: hidden.length === 0 && "without hidden layers there is nothing that it acts on.",
  }),
  inject: [tokens.modelInputs],
  create({ hidden, activation, initialization, ...headConfig }, { featureShape, numClasses }) {
    const numFeatures = featureShape.reduce((product, length) => product * length, 1);
    const layers = hidden.map((numUnits, i) => ({
      kernel: `body/dense${i + 1}/kernel`,
      bias: `body/dense${i + 1}/bias`,
      shape: [i === 0 ? numFeatures : hidden[i - 1]!, numUnits],
    }));
    const head = makeHead({
      ...headConfig,
      withBias: true,
      initialization,
      numUnits: hidden.at(-1) ?? numFeatures,
      numClasses,
    });
    return {
      head: head.kind,
      init: (rng) =>
        Object.assign(
          {},
          ...layers.map(({ kernel, bias, shape }) => ({
            [kernel]: initialKernel(initialization, shape, rng),
            [bias]: initialBias(initialization, shape, rng),
          })),
          head.init(rng),
        ),
      shapes: () =>
        Object.assign({}, ...layers.map(({ kernel, bias, shape }) => ({ [kernel]: shape, [bias]: shape.slice(-1) })), head.shapes()),
      initState: () => ({}),
      embed(params, state, features) {
        checkShape("mlp", "features", features.shape, [null, ...featureShape]);
        const rows: Value = featureShape.length === 1 ? features : reshape(features, [-1, numFeatures]);
        const embedding = layers.reduce((x, { kernel, bias }) => dense(x, params[kernel]!, params[bias]!, { activation }), rows);
        return { embedding, state };
      },
      classify: head.apply,
    };
  },
});
