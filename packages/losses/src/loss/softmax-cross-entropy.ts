import { softmaxCrossEntropy } from "@evenkeel/autodiff";
import { defineLoss } from "@evenkeel/core";

/**
 * Cross-entropy of the softmax.
 *
 *     ℓ(z, c) = −log softmax(z)_c
 *
 * @see Goodfellow, Bengio, Courville, "Deep Learning", MIT Press 2016, §6.2.2.3.
 */
export default defineLoss({
  name: "softmax-cross-entropy",
  summary: "cross-entropy of the softmax",
  config: {},
  create:
    () =>
    ({ logits }, targets) =>
      softmaxCrossEntropy(logits, targets),
});
