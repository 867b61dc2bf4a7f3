import { mean, softmaxCrossEntropy, type Tree } from "@evenkeel/autodiff";
import { updateAt } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { networkOf, targetsOf, tensorOf } from "../networks.js";
import { oneStep, stateOf, stepResults } from "../one-step.js";
import { torchOptimizer } from "../torch-optimizer.js";

/** The hypergradient by example weights through one real update of each optimizer, at its state. */
export default defineHandler({
  files: ["bilevel_optimizers"],
  precision: "float32",
  run({ name, inputs }) {
    const optimizer = torchOptimizer(inputs.optimizer, inputs.options, inputs.clip?.max_norm ?? null);
    if (!optimizer) return null;
    const network = networkOf(inputs);
    const [x, targets] = [tensorOf(inputs.X), targetsOf(inputs.y, network.numClasses)];
    const [metaX, metaTargets] = [tensorOf(inputs.X_val), targetsOf(inputs.y_val, network.numClasses)];
    const step = oneStep({
      params: network.params,
      optimizer,
      state: stateOf(optimizer, network.params, inputs.state),
      at: updateAt(optimizer, inputs.state.steps_done + 1),
      weights: tensorOf(inputs.weight),
      losses: (p: Tree) => softmaxCrossEntropy(network.logits(p, x), targets),
      outer: (p: Tree) => mean(softmaxCrossEntropy(network.logits(p, metaX), metaTargets)),
    });
    const { u, ...results } = stepResults(step);
    // At Adam's first step the true u is about 1e-6 of its parts: only the hypergradient has a float32 tolerance there.
    return name.startsWith("adam-first-step") ? results : { u, ...results };
  },
});
