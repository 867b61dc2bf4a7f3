import { axpy, defineLoss, rowDot, rowSum, scale, softmax, softmaxCrossEntropy, z } from "evenkeel";

/** Say the formula here. It is written in ops that can be differentiated; here ℓ(z, c) = −log p_c + ε·(1 − p_c). */
export default defineLoss({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { epsilon: z.number().min(-1).default(1).describe("how much a missed share costs") },
  create:
    ({ epsilon }) =>
    ({ logits }, targets) => {
      const missed = axpy(-1, rowDot(targets, softmax(logits)), rowSum(targets));
      return axpy(1, scale(epsilon, missed), softmaxCrossEntropy(logits, targets));
    },
});
