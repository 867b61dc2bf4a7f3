import {
  add,
  axpy,
  mean,
  mul,
  numbersOf,
  scale,
  softmaxCrossEntropy,
  treeAxpy,
  treeDot,
  type Tree,
  type Value,
  valueAndGrad,
  zipNest,
} from "@evenkeel/autodiff";
import { defineHandler } from "../handler.js";
import { lists } from "../lists.js";
import { networkOf, targetsOf, tensorOf } from "../networks.js";

/** The outer loss after K steps of gradient descent with momentum, differentiated in the example weights and the first parameters. */
export default defineHandler({
  files: ["bilevel_unrolled"],
  precision: "float32",
  run({ inputs }) {
    const { inner_lr: learningRate, momentum, l2, K } = inputs;
    const network = networkOf(inputs);
    const [x, targets] = [tensorOf(inputs.X), targetsOf(inputs.y, network.numClasses)];
    const [metaX, metaTargets] = [tensorOf(inputs.X_val), targetsOf(inputs.y_val, network.numClasses)];
    const inner = (p: Tree, weights: Value): Value =>
      add(mean(mul(weights, softmaxCrossEntropy(network.logits(p, x), targets))), scale(l2 / 2, treeDot(p, p)));

    const unroll = ({ weights, ...first }: Tree): { losses: Value[]; params: Tree } => {
      let [params, buffer]: [Tree, Tree | null] = [first, null];
      const losses: Value[] = [];
      for (let k = 0; k < K; k++) {
        const { value, gradient } = valueAndGrad((p: Tree) => inner(p, weights!))(params);
        buffer = buffer === null ? gradient : zipNest((b, g) => axpy(momentum, b, g), buffer, gradient);
        params = treeAxpy(-learningRate, buffer, params);
        losses.push(value);
      }
      return { losses, params };
    };
    const outer = (at: Tree): Value => mean(softmaxCrossEntropy(network.logits(unroll(at).params, metaX), metaTargets));

    const at = { weights: tensorOf(inputs.weight), ...network.params };
    const { losses, params } = unroll(at);
    const { value, gradient } = valueAndGrad(outer)(at);
    const { weights, ...first } = gradient;
    return {
      inner_losses: losses.flatMap((loss) => [...numbersOf(loss)]),
      params_K: lists(params),
      outer_loss: numbersOf(value),
      grad_weight: numbersOf(weights!),
      grad_params_0: lists(first),
    };
  },
});
