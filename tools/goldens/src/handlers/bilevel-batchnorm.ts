import { concat, grad, jvp, mean, mul, numbersOf, scale, softmaxCrossEntropy, sum, type Tree, type Value } from "@evenkeel/autodiff";
import { updateAt } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { lists } from "../lists.js";
import { networkOf, targetsOf, tensorOf } from "../networks.js";
import { oneStep, stateOf, stepResults } from "../one-step.js";
import { torchOptimizer } from "../torch-optimizer.js";

/** The hypergradient through networks with batch normalization, by the weights and by the features of synthetic rows. */
export default defineHandler({
  files: ["bilevel_batchnorm"],
  precision: "float32",
  run({ inputs }) {
    const optimizer = torchOptimizer(inputs.optimizer, inputs.options);
    if (!optimizer) return null;
    const network = networkOf(inputs);
    const [z, x, metaX] = [tensorOf(inputs.z), tensorOf(inputs.X), tensorOf(inputs.X_val)];
    const [targets, metaTargets] = [targetsOf(inputs.y, network.numClasses), targetsOf(inputs.y_val, network.numClasses)];
    const weights = tensorOf(inputs.weight);
    const losses = (p: Tree, rows: Value): Value => softmaxCrossEntropy(network.logits(p, concat([rows, x])), targets);
    const outer = (p: Tree): Value => mean(softmaxCrossEntropy(network.logits(p, metaX), metaTargets));
    const step = oneStep({
      params: network.params,
      optimizer,
      state: stateOf(optimizer, network.params, inputs.state),
      at: updateAt(optimizer, inputs.state.steps_done + 1),
      weights,
      losses: (p) => losses(p, z),
      outer,
    });
    const inner = (p: Tree, rows: Value): Value => scale(1 / inputs.y.length, sum(mul(weights, losses(p, rows))));
    const byRows = jvp((p: Tree) => grad((rows: Value) => inner(p, rows))(z), network.params, step.u).tangent;
    const atZero = grad(outer)(network.params);
    const contribution = scale(inputs.options.lr / inputs.y.length, step.tape.pushforward(atZero));
    return {
      ...stepResults(step),
      grad_z: numbersOf(byRows),
      at_zero: { meta_loss: numbersOf(outer(network.params)), v: lists(atZero), contribution: numbersOf(contribution) },
    };
  },
});
