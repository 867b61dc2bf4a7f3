import {
  add,
  defineOp,
  matMul,
  mul,
  numbersOf,
  reshape,
  scale,
  square,
  sub,
  sum,
  type Tree,
  type Value,
  valueAndGrad,
} from "@evenkeel/autodiff";
import * as tf from "@tensorflow/tfjs-core";
import { updateAt } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { type Nested, tensorOf } from "../networks.js";
import { torchOptimizer } from "../torch-optimizer.js";

interface Problem {
  readonly A: Nested;
  readonly b: Nested;
  readonly theta0: Nested;
  readonly M0: Nested;
}

/** Ten steps of an optimizer on f(t, M) = ½ tᵀAt − bᵀt + Σ cos t + ‖MM − I‖²/4, against torch.optim. */
export default defineHandler({
  files: ["optimizers"],
  precision: "float32",
  run({ inputs, expected }, file) {
    const optimizer = torchOptimizer(inputs.optimizer, inputs.options);
    if (!optimizer) return null;
    const problem = file["problem"] as Problem;
    const f = lossOf(problem);
    let params: Tree = { theta: tensorOf(problem.theta0), M: tensorOf(problem.M0) };
    let state = optimizer.init(params);
    const path: Record<"theta" | "M" | "loss_before_step", Float32Array[]> = { theta: [], M: [], loss_before_step: [] };
    const rates: readonly number[] | undefined = inputs.lr_per_step;
    for (let step = 1; step <= (expected["theta"] as unknown[]).length; step++) {
      const { value, gradient } = valueAndGrad(f)(params);
      const at = updateAt(optimizer, step, rates && rates[step - 1]! / inputs.options.lr);
      ({ params, state } = optimizer.update(gradient, state, params, at));
      path.theta.push(numbersOf(params["theta"]!));
      path.M.push(numbersOf(params["M"]!));
      path.loss_before_step.push(numbersOf(value));
    }
    return path;
  },
});

function lossOf({ A, b }: Problem): (params: Tree) => Value {
  const [matrix, vector] = [tensorOf(A), tensorOf(b)];
  const identity = tensorOf([
    [1, 0],
    [0, 1],
  ]);
  return ({ theta, M }) => {
    const t = reshape(theta!, [1, -1]);
    const quadratic = scale(0.5, sum(mul(matMul(t, matrix), t)));
    const linear = sum(mul(vector, theta!));
    const involution = scale(0.25, sum(square(sub(matMul(M!, M!), identity))));
    return add(add(sub(quadratic, linear), sum(cos([theta!])[0])), involution);
  };
}

const cos: (inputs: [x: Value]) => [y: Value] = defineOp<[x: Value], [y: Value]>({
  name: "Cos",
  forward: ([x]) => [tf.cos(x)],
  vjp: ({ inputs: [x] }, [u]) => [u && scale(-1, mul(u, sin([x])[0]))],
  jvp: ({ inputs: [x] }, [t]) => [t && scale(-1, mul(t, sin([x])[0]))],
});

const sin: (inputs: [x: Value]) => [y: Value] = defineOp<[x: Value], [y: Value]>({
  name: "Sin",
  forward: ([x]) => [tf.sin(x)],
  vjp: ({ inputs: [x] }, [u]) => [u && mul(u, cos([x])[0])],
  jvp: ({ inputs: [x] }, [t]) => [t && mul(t, cos([x])[0])],
});
