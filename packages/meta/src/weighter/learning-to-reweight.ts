import { adopt, positiveShares, scale } from "@evenkeel/autodiff";
import { defineWeighter } from "@evenkeel/core";
import { zeros } from "@tensorflow/tfjs-core";

/**
 * Weighs each example of a batch by how far one gradient step on it would lower the loss on the meta batch.
 *
 *     θ′(ε) = θ − η ∇_θ Σᵢ εᵢ ℓᵢ(θ) / N        wᵢ = N · max(0, −∂L_meta(θ′)/∂εᵢ at ε = 0) / Σⱼ max(0, …)
 *
 * Nothing persists from batch to batch. At ε = 0 the look-ahead is θ itself, and its step size η cancels in the
 * normalization. If no example helps, all weights are 0 and the step moves nothing.
 *
 * @see Ren et al., "Learning to Reweight Examples for Robust Deep Learning", ICML 2018, Algorithm 1 and eq. 9–10.
 *   https://arxiv.org/abs/1803.09050. Weights are returned with mean 1 (the paper's have sum 1) because the training loss
 *   divides by N.
 */
export default defineWeighter({
  name: "learning-to-reweight",
  summary: "weights each example by how far a step on it would lower the meta loss",
  paper: {
    authors: "Ren, Zeng, Yang, Urtasun",
    title: "Learning to Reweight Examples for Robust Deep Learning",
    venue: "ICML 2018",
    url: "https://arxiv.org/abs/1803.09050",
  },
  config: {},
  leavesIdle: () => ({ hypergradient: "from weights of 0 every hypergradient is the same up to a factor, which cancels." }),
  declares: () => ({
    learns: {
      what: "batch-weights",
      persists: false,
      meanIsOne: true,
      controls: [
        { name: "permuted", note: "the weights of each batch, shuffled within the class", overlay: { training: { permuteWeights: true } } },
        { name: "uniform mass", note: "every row has the mean weight", overlay: null },
      ],
    },
  }),
  create: () => ({
    use: "updated",
    init: () => ({}),
    weigh: ({ meta }) => meta["weights"]!,
    anew: {
      meta: ({ size }) => ({ weights: adopt(zeros([size])) }),
      respond: (metaGradient) => ({ weights: positiveShares(scale(-1, metaGradient["weights"]!)) }),
    },
  }),
});
