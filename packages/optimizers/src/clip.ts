import { mapNest, mul, reciprocal, relu, scale, shift, treeNorm } from "@evenkeel/autodiff";
import type { Tree } from "@evenkeel/core";

/** Keeps the factor finite where the gradient vanishes; the value of `torch.nn.utils.clip_grad_norm_`. */
const EPSILON = 1e-6;

/**
 * Shrinks a gradient whose length over all tensors is above `maxNorm`.
 *
 *     g · min(1, maxNorm / (‖g‖ + 1e-6))
 *
 * Differentiable any number of times; where it is active, its pullback takes out the part along g.
 *
 * @see Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, Algorithm 1.
 */
export function clipByGlobalNorm(gradient: Tree, maxNorm: number): Tree {
  if (Object.keys(gradient).length === 0) return gradient;
  // max(‖g‖ + ε, maxNorm) as a relu, so that the factor is exactly 1 where the norm is small.
  const length = shift(relu(shift(treeNorm(gradient), EPSILON - maxNorm)), maxNorm);
  const factor = scale(maxNorm, reciprocal(length));
  return mapNest((g) => mul(g, factor), gradient);
}
