import { grad, linearize, mean, numbersOf, scale, softmaxCrossEntropy, treeAxpy, type Tree, type Value } from "@evenkeel/autodiff";
import type { Batch } from "@evenkeel/core";
import { catalogs } from "@evenkeel/meta";
import { defineHandler } from "../handler.js";
import { lists } from "../lists.js";
import { networkOf, targetsOf, tensorOf } from "../networks.js";

/** Learning to reweight: contributions −dL_val/dε at ε = 0, the weights made of them, and the weighted gradient. */
export default defineHandler({
  files: ["bilevel_l2rw"],
  precision: "float32",
  run({ inputs }) {
    const network = networkOf(inputs);
    const [features, targets] = [tensorOf(inputs.X), targetsOf(inputs.y, network.numClasses)];
    const [metaX, metaTargets] = [tensorOf(inputs.X_val), targetsOf(inputs.y_val, network.numClasses)];
    const metaLoss = (p: Tree): Value => mean(softmaxCrossEntropy(network.logits(p, metaX), metaTargets));
    const { value, pullback, pushforward } = linearize(
      (p: Tree) => softmaxCrossEntropy(network.logits(p, features), targets),
      network.params,
    );
    // θ′ = θ − η·Σ εᵢ ∇ℓᵢ, so −dL_val/dεᵢ = η⟨∇ℓᵢ, v⟩.
    const contribution = scale(inputs.inner_lr, pushforward(grad(metaLoss)(network.params)));
    const size = inputs.y.length;
    const batch: Batch = { features, targets, size, numNatural: size, synthetic: null, given: {} };
    const weighter = catalogs.weighter.get("learning-to-reweight").create({});
    const { weights } = weighter.anew!.respond({ weights: scale(-1, contribution) }, batch);
    // The component's weights have mean 1, the golden's have sum 1.
    const weight = scale(1 / size, weights!);
    const gradient = pullback(weight);
    return {
      val_loss_at_zero: numbersOf(metaLoss(network.params)),
      contribution: numbersOf(contribution),
      weight: numbersOf(weight),
      grad_weighted_sum: lists(gradient),
      params_after_sgd_lr: lists(treeAxpy(-inputs.inner_lr, gradient, network.params)),
      losses: numbersOf(value),
    };
  },
});
