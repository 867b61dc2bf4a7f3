import {
  add,
  adopt,
  axpy,
  defineFusion,
  detach,
  mul,
  reciprocal,
  reciprocalOrZero,
  reluGradient,
  scale,
  shift,
  sqrt,
  square,
  sub,
} from "@evenkeel/autodiff";
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
interface Correction<Factor> {
  readonly stepSize: Factor;
  readonly varianceScale: Factor;
}

/** What an engine's kernels of Adam are told. */
interface KernelAttrs extends Correction<number> {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly shrinkage: number;
}

type Moments = readonly [theta: Value, g: Value, m: Value, v: Value];

export function adamRule(settings: AdamSettings): ElementwiseRule {
  const { learningRate, clipNorm, lazy } = settings;
  const momentsOf = ({ theta, g, slots: [m, v] }: Entry): Moments => [theta, g, m!, v!];
  const attrsAt = (at: Pick<Entry, "step" | "learningRate">): KernelAttrs => kernelAttrs(settings, at);

  const plain: Pick<ElementwiseRule, "slots" | "step" | "pullback" | "inPlace"> = {
    slots: ["firstMoment", "secondMoment"],
    step(entry) {
      const [theta, first, second] = adamUpdate(momentsOf(entry), attrsAt(entry));
      return { theta, slots: [first, second] };
    },
    pullback: (entry, cotangent) => adamPullback([...momentsOf(entry), cotangent], attrsAt(entry))[0],
    inPlace: (at) => ({ kernel: "AdamInPlace", attrs: { ...attrsAt(at) } }),
  };

  const counted: typeof plain = {
    slots: [...plain.slots, "count"],
    step(entry) {
      const count = countAfter(entry);
      const [theta, first, second] = stepOf(momentsOf(entry), attrsAt(entry), countedCorrection(settings, entry, count));
      return { theta, slots: [first, second, count] };
    },
    pullback: (entry, cotangent) =>
      slopeOf(momentsOf(entry), cotangent, attrsAt(entry), countedCorrection(settings, entry, countAfter(entry))),
    inPlace: () => null,
  };

  return { learningRate, clipNorm, ...(lazy ? counted : plain) };
}

const adamUpdate = defineFusion<Moments, [theta: Value, m: Value, v: Value], KernelAttrs>("AdamUpdate", (moments, attrs) =>
  stepOf(moments, attrs, attrs),
);
const adamPullback = defineFusion<[...Moments, cotangent: Value], [slope: Value], KernelAttrs>(
  "AdamPullback",
  ([theta, g, m, v, cotangent], attrs) => [slopeOf([theta, g, m, v], cotangent, attrs, attrs)],
);

function stepOf(
  moments: Moments,
  attrs: KernelAttrs,
  { stepSize, varianceScale }: Correction<number | Value>,
): [theta: Value, m: Value, v: Value] {
  const [theta, , m] = moments;
  const { beta1, epsilon, shrinkage } = attrs;
  const { d, second } = secondMoment(moments, attrs);
  const first = axpy(1 - beta1, d, scale(beta1, m));
  const ratio = mul(first, reciprocal(shift(times(varianceScale, sqrt(second)), epsilon)));
  const shrunk = scale(shrinkage, theta);
  return [typeof stepSize === "number" ? axpy(-stepSize, ratio, shrunk) : sub(shrunk, mul(stepSize, ratio)), first, second];
}

// With m̂ = (β₁m + (1−β₁)g)/c₁ and v̂ = (β₂v + (1−β₂)g²)/c₂ the two terms of d/dg [m̂/(√v̂ + ε)] share a part that
// cancels exactly; what is left is, at the first step, ε alone:
//     ∂θ′/∂g = −η/c₁ · [(1−β₁)ε + ((1−β₁)β₂v − (1−β₂)β₁·g·m)/(c₂√v̂)] / (√v̂ + ε)²
function slopeOf(moments: Moments, cotangent: Value, attrs: KernelAttrs, { stepSize, varianceScale }: Correction<number | Value>): Value {
  const [, , m, v] = moments;
  const { beta1, beta2, epsilon } = attrs;
  const { d, second } = secondMoment(moments, attrs);
  const root = sqrt(second);
  const cross = axpy(-(1 - beta2) * beta1, mul(d, m), scale((1 - beta1) * beta2, v));
  const bracket = shift(times(varianceScale, mul(cross, reciprocalOrZero(root))), (1 - beta1) * epsilon);
  const slope = mul(bracket, square(reciprocal(shift(times(varianceScale, root), epsilon))));
  // An entry that never had a gradient has slope 1/ε, which stands for no step that anyone takes.
  return reluGradient(scale(-1, times(stepSize, mul(slope, cotangent))), root);
}

function secondMoment([theta, g, , v]: Moments, { weightDecay, beta2 }: KernelAttrs): { d: Value; second: Value } {
  const d = weightDecay === 0 ? g : axpy(weightDecay, theta, g);
  return { d, second: axpy(1 - beta2, mul(d, d), scale(beta2, v)) };
}

function kernelAttrs(
  { beta1, beta2, epsilon, coupledDecay, decoupledDecay }: AdamSettings,
  { step, learningRate }: Pick<Entry, "step" | "learningRate">,
): KernelAttrs {
  return {
    stepSize: learningRate / (1 - beta1 ** step),
    varianceScale: 1 / Math.sqrt(1 - beta2 ** step),
    beta1,
    beta2,
    epsilon,
    weightDecay: coupledDecay,
    shrinkage: 1 - learningRate * decoupledDecay,
  };
}

function countAfter({ slots, present }: Entry): Value {
  const before = slots[2]!;
  return add(before, present ?? adopt(onesLike(detach(before))));
}

function countedCorrection({ beta1, beta2 }: AdamSettings, { learningRate }: Entry, count: Value): Correction<Value> {
  // 1 − βᵗ as −expm1(t·log β): with β near 1 a difference would lose half of the digits. An entry never seen counts as once.
  const decayed = (beta: number): Tensor => neg(expm1(multiply(maximum(detach(count), 1), Math.log(beta))));
  return {
    stepSize: adopt(tidy(() => div(learningRate, decayed(beta1)) as Tensor)),
    varianceScale: adopt(tidy(() => tfSqrt(div(1, decayed(beta2))) as Tensor)),
  };
}

const times = (factor: number | Value, x: Value): Value => (typeof factor === "number" ? scale(factor, x) : mul(factor, x));
