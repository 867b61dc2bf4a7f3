import { add, linearize, matMul, mean, mul, reshape, scale, sub, treeAxpy } from "@evenkeel/autodiff";
import type { BilevelProblem, Tree, Value } from "@evenkeel/core";
import { tensor1d, tensor2d } from "@tensorflow/tfjs-core";

/** Weighted linear regression with plain descent of step η, whose derivatives are known. */
export const X = [
  [0.9, -0.3],
  [-0.5, 1.1],
  [0.4, 0.7],
  [-1.2, 0.2],
  [0.3, -0.8],
];
export const Y = [0.6, -0.9, 0.3, 1.1, -0.4];
const Z = [
  [0.7, 0.5],
  [-0.6, 0.9],
  [0.2, -1.0],
];
const T = [0.4, 0.8, -0.3];
export const THETA = [0.3, -0.7];
export const META = [0.8, 1.3, 0.6, 1.1, 0.9];
export const ETA = 0.3;

/** Where m enters: as the weights of the rows, or as a shift of their first feature. */
export type Enters = "weights" | "features";
export type Pair = readonly [number, number];

const halfSquares = (x: Value, theta: Value, y: readonly number[]): Value => {
  const residual = sub(reshape(matMul(x, reshape(theta, [2, 1])), [y.length]), tensor1d([...y]));
  return scale(0.5, mul(residual, residual));
};

export function regressionProblem(enters: Enters, { steps = 1, theta = THETA, outerScale = 1 } = {}): BilevelProblem {
  const losses: BilevelProblem["losses"] = (params, meta) => {
    const moved = matMul(reshape(meta["m"]!, [X.length, 1]), tensor2d([[1, 0]]));
    const x = enters === "features" ? add(tensor2d(X), moved) : tensor2d(X);
    return { losses: halfSquares(x, params["theta"]!, Y), modelState: {} };
  };
  return {
    start: { params: { theta: tensor1d([...theta]) }, modelState: {}, optimizer: {} },
    meta: { m: tensor1d(META) },
    steps,
    reads: { losses: enters === "features", outer: false },
    losses,
    weights: (meta) => (enters === "weights" ? meta["m"]! : tensor1d([1, 1, 1, 1, 1])),
    outer: (params) => scale(outerScale, mean(halfSquares(tensor2d(Z), params["theta"]!, T))),
    evaluate({ params }, meta, k) {
      const tape = linearize((at: Tree) => losses(at, meta, {}, k).losses, params);
      return {
        losses: tape.value,
        modelState: {},
        gradient: (weights) => tape.pullback(scale(1 / X.length, weights)),
        tangent: (direction) => tape.pushforward(direction),
      };
    },
    update: {
      step: (gradient, { params, optimizer }) => ({ params: treeAxpy(-ETA, gradient(), params), optimizer }),
      pullback: (_gradient, _at, cotangent) => ({ theta: scale(-ETA, cotangent["theta"]!) }),
    },
  };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** g(θ, m) in float64. */
function gradient(enters: Enters, theta: readonly number[], m: readonly number[]): Pair {
  const rows = X.map(([a, b], i) => [a! + (enters === "features" ? m[i]! : 0), b!]);
  const weightOf = (i: number): number => (enters === "weights" ? m[i]! : 1);
  const at = (axis: number): number => rows.reduce((sum, x, i) => sum + (weightOf(i) * x[axis]! * (dot(x, theta) - Y[i]!)) / X.length, 0);
  return [at(0), at(1)];
}

export const outerLoss = (theta: readonly number[]): number =>
  Z.reduce((sum, z, i) => sum + (0.5 * (dot(z, theta) - T[i]!) ** 2) / Z.length, 0);

export const outerGradient = (theta: readonly number[]): Pair => {
  const at = (axis: number): number => Z.reduce((sum, z, i) => sum + (z[axis]! * (dot(z, theta) - T[i]!)) / Z.length, 0);
  return [at(0), at(1)];
};

/** H = ∂g/∂θ = Σ wᵢ xᵢ xᵢᵀ / N. */
export function hessian(m: readonly number[]): [Pair, Pair] {
  const at = (a: number, b: number): number => X.reduce((sum, x, i) => sum + (m[i]! * x[a]! * x[b]!) / X.length, 0);
  return [
    [at(0, 0), at(0, 1)],
    [at(1, 0), at(1, 1)],
  ];
}

/** θ after K steps of plain descent, in float64. */
export function descended(enters: Enters, m: readonly number[], steps: number): Pair {
  let [x, y] = THETA as [number, number];
  for (let k = 0; k < steps; k++) {
    const g = gradient(enters, [x, y], m);
    [x, y] = [x - ETA * g[0], y - ETA * g[1]];
  }
  return [x, y];
}

/** d outer(θ_K(m)) / dm by fourth-order differences of the float64 problem. */
export function hypergradientOf(enters: Enters, steps: number): number[] {
  const h = 1e-3;
  return META.map((_, i) => {
    const moved = (by: number) => META.map((value, j) => value + (i === j ? by : 0));
    const at = (by: number): number => outerLoss(descended(enters, moved(by), steps));
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  });
}
