import { activations, add, conv2d, dense, reshape } from "@evenkeel/autodiff";
import { checkShape, defineModel, tokens, UserError, type Value } from "@evenkeel/core";
import { z } from "zod";
import { headSettings, idleInHead, makeHead } from "./head.js";
import { imageInputs } from "./image-inputs.js";
import { initialBias, initialKernel, initializationSetting } from "./initialization.js";

/**
 * A plain convolutional network: 3×3 convolutions with biases, then fully connected layers.
 *
 *     h_i = activation(conv(h_{i−1}) + b_i), one zero on every side;  h laid out in a row;  dense layers;  logits = head(h)
 *
 * A stride of 2 halves height and width (rounded up); there is no pooling.
 *
 * @see LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", Proc. IEEE 1998, §II;
 *   strides for pooling: Springenberg et al., "Striving for Simplicity", ICLR 2015 workshop. https://arxiv.org/abs/1412.6806
 */
export default defineModel({
  name: "cnn",
  summary: "plain convolutional network for small images",
  config: {
    channels: z.array(z.int().positive()).min(1).default([16, 32]).describe("output channels of each convolution"),
    strides: z.array(z.int().positive()).min(1).default([1, 2]).describe("stride of each convolution"),
    hidden: z.array(z.int().positive()).default([]).describe("units of the fully connected layers before the head"),
    activation: z
      .enum(["relu", "leaky-relu", "elu", "gelu", "tanh", "sigmoid", "softplus"])
      .default("relu")
      .describe("nonlinearity of all layers but the head"),
    initialization: initializationSetting("pytorch-default"),
    ...headSettings,
  },
  idle: idleInHead,
  inject: [tokens.modelInputs],
  create({ channels, strides, hidden, activation, initialization, ...headConfig }, inputs) {
    if (strides.length !== channels.length)
      throw new UserError(
        `model.strides: expected as many strides as \`model.channels\` has convolutions, ${channels.length}, got ${strides.length}. Make the lists of one length, e.g. \`model.channels=[16,32] model.strides=[1,2]\`.`,
      );
    const [height, width, depth] = imageInputs("cnn", inputs);
    const convolutions = channels.map((outChannels, i) => ({
      kernel: `body/conv${i + 1}/kernel`,
      bias: `body/conv${i + 1}/bias`,
      shape: [3, 3, i === 0 ? depth : channels[i - 1]!, outChannels],
      strides: strides[i]!,
    }));
    const after = (length: number): number => strides.reduce((left, stride) => Math.ceil(left / stride), length);
    const flat = after(height) * after(width) * channels.at(-1)!;
    const layers = hidden.map((numUnits, i) => ({
      kernel: `body/dense${i + 1}/kernel`,
      bias: `body/dense${i + 1}/bias`,
      shape: [i === 0 ? flat : hidden[i - 1]!, numUnits],
    }));
    const head = makeHead({
      ...headConfig,
      withBias: true,
      initialization,
      numUnits: hidden.at(-1) ?? flat,
      numClasses: inputs.numClasses,
    });
    return {
      head: head.kind,
      init: (rng) =>
        Object.assign(
          {},
          ...[...convolutions, ...layers].map(({ kernel, bias, shape }) => ({
            [kernel]: initialKernel(initialization, shape, rng),
            [bias]: initialBias(initialization, shape, rng),
          })),
          head.init(rng),
        ),
      shapes: () =>
        Object.assign(
          {},
          ...[...convolutions, ...layers].map(({ kernel, bias, shape }) => ({ [kernel]: shape, [bias]: shape.slice(-1) })),
          head.shapes(),
        ),
      initState: () => ({}),
      embed(params, state, features) {
        checkShape("cnn", "features", features.shape, [null, ...inputs.featureShape]);
        const activate = activations[activation];
        const image = convolutions.reduce<Value>(
          (x, { kernel, bias, strides }) => activate(add(conv2d(x, params[kernel]!, { strides, padding: 1 }), params[bias]!)),
          features,
        );
        const embedding = layers.reduce(
          (x, { kernel, bias }) => dense(x, params[kernel]!, params[bias]!, { activation }),
          reshape(image, [-1, flat]),
        );
        return { embedding, state };
      },
      classify: head.apply,
    };
  },
});
