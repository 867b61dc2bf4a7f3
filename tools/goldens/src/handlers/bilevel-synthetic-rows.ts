import {
  add,
  axpy,
  concat,
  grad,
  jvp,
  mean,
  numbersOf,
  softmaxCrossEntropy,
  treeAxpy,
  treeScale,
  type Tree,
  type Value,
} from "@evenkeel/autodiff";
import { defineHandler } from "../handler.js";
import { lists } from "../lists.js";
import { networkOf, targetsOf, tensorOf } from "../networks.js";

/** The outer loss after one step on synthetic and real rows, differentiated in the features of the synthetic ones. */
export default defineHandler({
  files: ["bilevel_synthetic_rows"],
  precision: "float32",
  run({ inputs }) {
    const { inner_lr: learningRate, z_lr: rowLearningRate, alpha, mode } = inputs;
    const network = networkOf(inputs);
    const [z, x, outerX] = [tensorOf(inputs.z), tensorOf(inputs.X), tensorOf(inputs.X_out)];
    const [zTargets, targets, outerTargets] = [inputs.z.map(() => 1), inputs.y, inputs.y_out].map((labels) =>
      targetsOf(labels, network.numClasses),
    ) as [Value, Value, Value];
    const loss = (p: Tree, rows: Value, of: Value): Value => mean(softmaxCrossEntropy(network.logits(p, rows), of));
    const inner = (p: Tree, rows: Value): Value => {
      if (mode === "z_only") return loss(p, rows, zTargets);
      if (mode === "sum_of_means") return add(loss(p, rows, zTargets), loss(p, x, targets));
      return loss(p, concat([rows, x]), concat([zTargets, targets]));
    };
    const outer = (p: Tree): Value => loss(p, outerX, outerTargets);
    const lookahead = treeAxpy(-learningRate, grad((p: Tree) => inner(p, z))(network.params), network.params);
    const v = grad(outer)(lookahead);
    // dL_out/dz = ∇_z d/dε L_in(θ − η·ε·v, z): forward over reverse.
    const gradZ = jvp((p: Tree) => grad((rows: Value) => inner(p, rows))(z), network.params, treeScale(-learningRate, v)).tangent;
    return {
      inner_loss: numbersOf(inner(network.params, z)),
      outer_loss: numbersOf(outer(lookahead)),
      v: lists(v),
      grad_z: numbersOf(gradZ),
      z_after: numbersOf(axpy(-rowLearningRate, gradZ, z)),
      params_after: lists(treeAxpy(1 - alpha, lookahead, treeScale(alpha, network.params))),
    };
  },
});
