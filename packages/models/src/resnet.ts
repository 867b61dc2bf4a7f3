import {
  addRelu,
  batchNorm,
  batchNormInference,
  conv2d,
  globalMean,
  relu,
  runningStatistics,
  zeroPaddingShortcut,
} from "@evenkeel/autodiff";
import { type ApplyMode, checkShape, defineModel, type Rng, tokens, type Tree, type Value } from "@evenkeel/core";
import { ones, zeros } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { headSettings, idleInHead, makeHead } from "./head.js";
import { imageInputs } from "./image-inputs.js";
import { initialKernel, initializationSetting } from "./initialization.js";

/** Share of the new batch in the running statistics, and what keeps a variance from 0: PyTorch's defaults. */
const MOMENTUM = 0.1;
const EPSILON = 1e-5;

/**
 * The residual network for small images: a 3×3 stem and three stages of basic blocks, then the global mean.
 *
 *     block(x) = relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)),   depth = 6n + 2 with n blocks in each stage
 *
 * The first block of the second and third stage has stride 2. Shortcuts have no parameters: every second row and column, and
 * zero channels. Convolutions have no bias and one zero on every side. In training, batch normalization takes the statistics
 * of the batch; in evaluation the running ones, which are the model's state.
 *
 * @see He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, §4.2, option A.
 *   https://arxiv.org/abs/1512.03385. Zero channels stand on both sides, as in the LDAM code, not only at the end.
 */
export default defineModel({
  name: "resnet",
  summary: "residual network for small images, depth 6n + 2",
  paper: {
    authors: "He, Zhang, Ren, Sun",
    title: "Deep Residual Learning for Image Recognition",
    venue: "CVPR 2016",
    url: "https://arxiv.org/abs/1512.03385",
  },
  config: {
    depth: z
      .int()
      .min(8)
      .default(32)
      .refine((depth) => depth % 6 === 2, { message: "expected 6n + 2: 8, 14, 20, 32, 44, 56, 110" })
      .describe("6n + 2"),
    widths: z
      .tuple([z.int().positive(), z.int().positive(), z.int().positive()])
      .default([16, 32, 64])
      .describe("channels of the three stages"),
    initialization: initializationSetting("he-normal"),
    headBias: z.boolean().default(false).describe("whether the head has a bias"),
    ...headSettings,
  },
  idle: ({ head }) => ({ ...idleInHead({ head }), headBias: head === "cosine" && "the cosine head has no bias." }),
  inject: [tokens.modelInputs],
  create({ depth, widths, initialization, headBias, ...headConfig }, inputs) {
    const [, , channels] = imageInputs("resnet", inputs);
    const head = makeHead({
      ...headConfig,
      withBias: headBias,
      initialization,
      numUnits: widths[2],
      numClasses: inputs.numClasses,
    });
    const blocks = blocksOf((depth - 2) / 6, widths);
    const layers: Layer[] = [
      { conv: "body/stem/conv", norm: "body/stem/norm", shape: [3, 3, channels, widths[0]] },
      ...blocks.flatMap(({ name, from, to }): Layer[] => [
        { conv: `${name}/conv1`, norm: `${name}/norm1`, shape: [3, 3, from, to] },
        { conv: `${name}/conv2`, norm: `${name}/norm2`, shape: [3, 3, to, to] },
      ]),
    ];
    return {
      head: head.kind,
      init: (rng) => Object.assign({}, ...layers.map((layer) => initialLayer(layer, rng)), head.init(rng)),
      shapes: () =>
        Object.assign(
          {},
          ...layers.map(({ conv, norm, shape }) => ({
            [`${conv}/kernel`]: shape,
            [`${norm}/gamma`]: [shape[3]],
            [`${norm}/beta`]: [shape[3]],
          })),
          head.shapes(),
        ),
      initState: () =>
        Object.assign(
          {},
          ...layers.map(({ norm, shape }) => ({ [`${norm}/mean`]: zeros([shape[3]]), [`${norm}/variance`]: ones([shape[3]]) })),
        ),
      embed(params, state, features, { mode }) {
        checkShape("resnet", "features", features.shape, [null, ...inputs.featureShape]);
        const { normalized, stateAfter } = normalization(params, state, mode);
        const layer = (x: Value, name: string, index: "" | "1" | "2", strides: number): Value =>
          normalized(conv2d(x, params[`${name}/conv${index}/kernel`]!, { strides, padding: 1 }), `${name}/norm${index}`);
        const stem = relu(layer(features, "body/stem", "", 1));
        const image = blocks.reduce((x, { name, from, to, stride }) => {
          const y = layer(relu(layer(x, name, "1", stride)), name, "2", 1);
          return addRelu(y, stride === 1 && from === to ? x : zeroPaddingShortcut(x, to, stride));
        }, stem);
        const embedding = globalMean(image);
        return { embedding, state: stateAfter };
      },
      classify: head.apply,
    };

    function initialLayer({ conv, norm, shape }: Layer, rng: Rng): Tree {
      return {
        [`${conv}/kernel`]: initialKernel(initialization, shape, rng),
        [`${norm}/gamma`]: ones([shape[3]]),
        [`${norm}/beta`]: zeros([shape[3]]),
      };
    }
  },
});

interface Layer {
  readonly conv: string;
  readonly norm: string;
  readonly shape: readonly [number, number, number, number];
}

interface Block {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly stride: 1 | 2;
}

function blocksOf(perStage: number, widths: readonly number[]): Block[] {
  return widths.flatMap((to, stage) =>
    Array.from({ length: perStage }, (_, i): Block => {
      const isFirst = i === 0 && stage > 0;
      return { name: `body/block${stage * perStage + i + 1}`, from: isFirst ? widths[stage - 1]! : to, to, stride: isFirst ? 2 : 1 };
    }),
  );
}

/** Batch normalization by the mode; `stateAfter` fills as layers are applied. */
function normalization(
  params: Tree,
  state: Tree,
  mode: ApplyMode["mode"],
): { normalized(x: Value, name: string): Value; stateAfter: Tree } {
  const stateAfter: Record<string, Value> = { ...state };
  function normalized(x: Value, name: string): Value {
    const [gamma, beta] = [params[`${name}/gamma`]!, params[`${name}/beta`]!];
    const running = { mean: state[`${name}/mean`]!, variance: state[`${name}/variance`]! };
    if (mode === "evaluation") return batchNormInference(x, gamma, beta, running, { epsilon: EPSILON });
    const { y, ...batch } = batchNorm(x, gamma, beta, { epsilon: EPSILON });
    const count = x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const next = runningStatistics(running, batch, { momentum: MOMENTUM, count });
    stateAfter[`${name}/mean`] = next.mean;
    stateAfter[`${name}/variance`] = next.variance;
    return y;
  }
  return { normalized, stateAfter };
}
