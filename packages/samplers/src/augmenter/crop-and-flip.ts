import { adopt, concat, gather, reshape } from "@evenkeel/autodiff";
import { defineAugmenter, tokens, UserError } from "@evenkeel/core";
import { zeros } from "@tensorflow/tfjs-core";
import { z } from "zod";

/**
 * Images, cut anew from a frame of zeros and mirrored by chance.
 *
 *     x̃[r, c] = x[r + v, c′ + u],   c′ = c or W − 1 − c,   u and v uniform in −padding … padding, 0 outside of the image
 *
 * Features are `[height, width, channels]`. Each image of a batch has draws of its own (stream `augment`, by step).
 *
 * @see He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, §4.2, after Lee et al. 2015.
 */
export default defineAugmenter({
  name: "crop-and-flip",
  summary: "images are moved by a few pixels and mirrored by chance",
  paper: {
    authors: "Lee, Xie, Gallagher, Zhang, Tu",
    title: "Deeply-Supervised Nets",
    venue: "AISTATS 2015",
    url: "https://arxiv.org/abs/1409.5185",
    reconstruction: "as He et al. 2016 use it for CIFAR-10 (§4.2): padded by 4 pixels of 0, cropped at random, mirrored by chance",
  },
  config: {
    padding: z.int().min(0).default(4).describe("pixels by which an image is moved at most, to each side"),
    flip: z.number().min(0).max(1).default(0.5).describe("probability that an image is mirrored"),
  },
  inject: [tokens.modelInputs],
  create({ padding, flip }, { featureShape }) {
    if (featureShape.length !== 3)
      throw new UserError(
        `augmenter=crop-and-flip: expected images, [height, width, channels], got features of shape [${featureShape.join(", ")}]. Choose \`augmenter=none\`.`,
      );
    const [height, width, channels] = featureShape as [number, number, number];
    return {
      inputs(at, stream, count) {
        const rng = stream("augment", at.step);
        const size = height * width;
        // Behind the pixels of all images lies one of zeros.
        const pixels = new Int32Array(count * size).fill(count * size);
        for (let image = 0; image < count; image++) {
          const [down, right] = [rng.integer(2 * padding + 1) - padding, rng.integer(2 * padding + 1) - padding];
          const isMirrored = rng.double() < flip;
          for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
            for (let column = 0; column < width; column++) {
              const from = (isMirrored ? width - 1 - column : column) + right;
              if (from >= 0 && from < width) pixels[image * size + row * width + column] = image * size + (row + down) * width + from;
            }
          }
        }
        return { pixels };
      },
      apply(features, { pixels }) {
        const table = concat([reshape(features, [-1, channels]), adopt(zeros([1, channels]))]);
        return reshape(gather(table, pixels!), features.shape);
      },
    };
  },
});
