import { axpy, detach, mul, reciprocal, reciprocalOrZero, reluGradient, scale, shift, sqrt, square, sub, adopt, add } from "@evenkeel/autodiff";
import type { Value } from "@evenkeel/core";
import { div, expm1, maximum, mul as multiply, neg, onesLike, sqrt as tfSqrt, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { ElementwiseRule, Entry } from "./elementwise.js";

/** The settings of Adam and AdamW; they differ in where the decay enters. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Added to the gradient as λθ. */
  readonly coupledDecay: number;
  /** Takes ηλθ off the parameter. */
  readonly decoupledDecay: number;
  readonly clipNorm: number | null;
  /** Bias correction by the number of updates that an entry took part in. */
  readonly lazy: boolean;
}

/** η/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ): numbers, or tensors where t is counted for each entry. */
interface Correction {
  readonly stepSize: number | Value;
  readonly varianceScale: number | Value;
  /** t after this update; only where it is counted. */
  readonly count: Value | null;
}

export function adamRule(settings: AdamSettings): ElementwiseRule {
  const { learningRate, beta1, beta2, epsilon, coupledDecay, decoupledDecay, clipNorm, lazy } = settings;

  const moments = ({ theta, g, slots: [m, v] }: Entry): { d: Value; first: Value; second: Value } => {
    const d = coupledDecay === 0 ? g : axpy(coupledDecay, theta, g);
    return { d, first: axpy(1 - beta1, d, scale(beta1, m!)), second: axpy(1 - beta2, mul(d, d), scale(beta2, v!)) };
  };

  const correction = (entry: Entry): Correction => (lazy ? countedCorrection(settings, entry) : { ...plainCorrection(settings, entry), count: null });

  return {
    learningRate,
    clipNorm,
    slots: lazy ? ["firstMoment", "secondMoment", "count"] : ["firstMoment", "secondMoment"],

    step(entry) {
      const { first, second } = moments(entry);
      const { stepSize, varianceScale, count } = correction(entry);
      const ratio = mul(first, reciprocal(shift(times(varianceScale, sqrt(second)), epsilon)));
      const shrunk = scale(1 - entry.learningRate * decoupledDecay, entry.theta);
      const theta = typeof stepSize === "number" ? axpy(-stepSize, ratio, shrunk) : sub(shrunk, mul(stepSize, ratio));
      return { theta, slots: count ? [first, second, count] : [first, second] };
    },

    // With m̂ = (β₁m + (1−β₁)g)/c₁ and v̂ = (β₂v + (1−β₂)g²)/c₂ the two terms of d/dg [m̂/(√v̂ + ε)] share a part that
    // cancels exactly; what is left is, at the first step, ε alone:
    //     ∂θ′/∂g = −η/c₁ · [(1−β₁)ε + ((1−β₁)β₂v − (1−β₂)β₁·g·m)/(c₂√v̂)] / (√v̂ + ε)²
    pullback(entry, cotangent) {
      const [m, v] = entry.slots;
      const { d, second } = moments(entry);
      const { stepSize, varianceScale } = correction(entry);
      const root = sqrt(second);
      const cross = axpy(-(1 - beta2) * beta1, mul(d, m!), scale((1 - beta1) * beta2, v!));
      const bracket = shift(times(varianceScale, mul(cross, reciprocalOrZero(root))), (1 - beta1) * epsilon);
      const slope = mul(bracket, square(reciprocal(shift(times(varianceScale, root), epsilon))));
      // An entry that never had a gradient has slope 1/ε, which stands for no step that anyone takes.
      return reluGradient(scale(-1, times(stepSize, mul(slope, cotangent))), root);
    },

    inPlace: (at) =>
      lazy ? null : { kernel: "AdamInPlace", attrs: { ...plainCorrection(settings, at), beta1, beta2, epsilon, weightDecay: coupledDecay, shrinkage: 1 - at.learningRate * decoupledDecay } },
  };
}

function plainCorrection({ beta1, beta2 }: AdamSettings, { step, learningRate }: Pick<Entry, "step" | "learningRate">): { stepSize: number; varianceScale: number } {
  return { stepSize: learningRate / (1 - beta1 ** step), varianceScale: 1 / Math.sqrt(1 - beta2 ** step) };
}

function countedCorrection({ beta1, beta2 }: AdamSettings, { slots: [, , before], present, learningRate }: Entry): Correction {
  const count = add(before!, present ?? adopt(onesLike(detach(before!))));
  // 1 − βᵗ as −expm1(t·log β): with β near 1 a difference would lose half of the digits. An entry never seen counts as once.
  const decayed = (beta: number): Tensor => neg(expm1(multiply(maximum(detach(count), 1), Math.log(beta))));
  return {
    stepSize: adopt(tidy(() => div(learningRate, decayed(beta1)) as Tensor)),
    varianceScale: adopt(tidy(() => tfSqrt(div(1, decayed(beta2))) as Tensor)),
    count,
  };
}

const times = (factor: number | Value, x: Value): Value => (typeof factor === "number" ? scale(factor, x) : mul(factor, x));
