import { exp, logSoftmax, mul, rowDot, scale } from "@evenkeel/autodiff";
import { defineLoss } from "@evenkeel/core";
import { z } from "zod";
import { logOfOthers } from "../log-of-others.js";

/**
 * Cross-entropy that counts examples the less the better they are classified.
 *
 *     ℓ(z, c) = (1 − p_c)^γ · (−log p_c),   p = softmax(z)
 *
 * `gamma` 0 is plain cross-entropy. log(1 − p_c) is taken from the other logits, so that it keeps its digits as p_c → 1.
 *
 * @see Lin, Goyal, Girshick, He, Dollár, "Focal Loss for Dense Object Detection", ICCV 2017, eq. 4.
 *   https://arxiv.org/abs/1708.02002. The paper's α is a class weight here. With soft targets this is the linear form
 *   Σ_c t_c·ℓ(z, c), not a power of |t − p|.
 */
export default defineLoss({
  name: "focal",
  summary: "cross-entropy that counts well-classified examples less",
  paper: {
    authors: "Lin, Goyal, Girshick, He, Dollár",
    title: "Focal Loss for Dense Object Detection",
    venue: "ICCV 2017",
    url: "https://arxiv.org/abs/1708.02002",
  },
  config: {
    gamma: z.number().min(0).default(2).describe("γ, how much less; the paper tries 0 to 5"),
  },
  create:
    ({ gamma }) =>
    ({ logits }, targets) => {
      const logProbabilities = logSoftmax(logits);
      const factor = exp(scale(gamma, logOfOthers(logProbabilities)));
      return scale(-1, rowDot(mul(factor, logProbabilities), targets));
    },
});
