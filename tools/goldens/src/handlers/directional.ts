import { grad, jvp, numbersOf, softmaxCrossEntropy, sum, type Tree, type Value } from "@evenkeel/autodiff";
import { defineHandler } from "../handler.js";
import { lists } from "../lists.js";
import { networkOf, targetsOf, tensorOf, treeOf } from "../networks.js";

/** Derivatives along a direction in parameter space: of losses, logits, and of the gradients by features and parameters. */
export default defineHandler({
  files: ["directional"],
  precision: "float32",
  run({ inputs }) {
    const network = networkOf(inputs);
    const [x, targets, direction] = [tensorOf(inputs.X), targetsOf(inputs.y, network.numClasses), treeOf(inputs.direction)];
    const losses = (params: Tree, features: Value): Value => softmaxCrossEntropy(network.logits(params, features), targets);
    const { value, tangent } = jvp((p: Tree) => losses(p, x), network.params, direction);
    const logits = jvp((p: Tree) => network.logits(p, x), network.params, direction);
    const byFeatures = jvp((p: Tree) => grad((features: Value) => sum(losses(p, features)))(x), network.params, direction);
    const byParams = jvp(
      grad((p: Tree) => sum(losses(p, x))),
      network.params,
      direction,
    );
    return {
      losses: numbersOf(value),
      losses_tangent: numbersOf(tangent),
      logits_tangent: numbersOf(logits.tangent),
      grad_X: numbersOf(byFeatures.value),
      grad_X_tangent: numbersOf(byFeatures.tangent),
      grad_params_tangent: lists(byParams.tangent),
    };
  },
});
