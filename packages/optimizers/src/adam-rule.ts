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
  slice,
  sqrt,
  square,
  sub,
} from "@evenkeel/autodiff";
import type { Value } from "@evenkeel/core";
import { div, expm1, maximum, mul as multiply, neg, onesLike, sqrt as tfSqrt, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type ElementwiseRule, type Entry, times } from "./elementwise.js";

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

/** η/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ), `[1]`, or of the parameter's shape where t is counted for each entry. */
interface Correction {
  readonly stepSize: Value;
  readonly varianceScale: Value;
}

/** What an engine's kernels of Adam are told beside their tensors. */
interface KernelAttrs {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** `rates` are η/(1 − β₁ᵗ), 1/√(1 − β₂ᵗ), 1 − ηλ and η. */
type Moments = readonly [theta: Value, g: Value, rates: Value, m: Value, v: Value];

export function adamRule(settings: AdamSettings): ElementwiseRule {
  const { learningRate, clipNorm, lazy, beta1, beta2, epsilon, coupledDecay, decoupledDecay } = settings;
  const momentsOf = ({ theta, g, given, slots: [m, v] }: Entry): Moments => [theta, g, given["rates"]!, m!, v!];
  const attrs: KernelAttrs = { beta1, beta2, epsilon, weightDecay: coupledDecay };

  const plain: Pick<ElementwiseRule, "slots" | "step" | "pullback" | "inPlace"> = {
    slots: ["firstMoment", "secondMoment"],
    step(entry) {
      const [theta, first, second] = adamUpdate(momentsOf(entry), attrs);
      return { theta, slots: [first, second] };
    },
    pullback: (entry, cotangent) => adamPullback([...momentsOf(entry), cotangent], attrs)[0],
    inPlace: { kernel: "AdamInPlace", given: "rates", attrs: { ...attrs } },
  };

  const counted: typeof plain = {
    slots: [...plain.slots, "count"],
    step(entry) {
      const count = countAfter(entry);
      const [theta, first, second] = stepOf(momentsOf(entry), attrs, countedCorrection(settings, entry, count));
      return { theta, slots: [first, second, count] };
    },
    pullback: (entry, cotangent) => slopeOf(momentsOf(entry), cotangent, attrs, countedCorrection(settings, entry, countAfter(entry))),
    inPlace: null,
  };

  return {
    learningRate,
    clipNorm,
    inputs: (step, rate) => ({
      rates: Float32Array.of(rate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step), 1 - rate * decoupledDecay, rate),
    }),
    ...(lazy ? counted : plain),
  };
}

const rateAt = (rates: Value, i: number): Value => slice(rates, i, 1);
const correctionIn = (rates: Value): Correction => ({ stepSize: rateAt(rates, 0), varianceScale: rateAt(rates, 1) });

const adamUpdate = defineFusion<Moments, [theta: Value, m: Value, v: Value], KernelAttrs>("AdamUpdate", (moments, attrs) =>
  stepOf(moments, attrs, correctionIn(moments[2])),
);
const adamPullback = defineFusion<[...Moments, cotangent: Value], [slope: Value], KernelAttrs>(
  "AdamPullback",
  ([theta, g, rates, m, v, cotangent], attrs) => [slopeOf([theta, g, rates, m, v], cotangent, attrs, correctionIn(rates))],
);

/** With a factor of one entry, or of x's shape. */
const by = (factor: Value, x: Value): Value => (factor.shape.length === 1 && factor.shape[0] === 1 ? times(factor, x) : mul(factor, x));

function stepOf(moments: Moments, attrs: KernelAttrs, { stepSize, varianceScale }: Correction): [theta: Value, m: Value, v: Value] {
  const [theta, , rates, m] = moments;
  const { beta1, epsilon } = attrs;
  const { d, second } = secondMoment(moments, attrs);
  const first = axpy(1 - beta1, d, scale(beta1, m));
  const ratio = mul(first, reciprocal(shift(by(varianceScale, sqrt(second)), epsilon)));
  return [sub(times(rateAt(rates, 2), theta), by(stepSize, ratio)), first, second];
}

// With m̂ = (β₁m + (1−β₁)g)/c₁ and v̂ = (β₂v + (1−β₂)g²)/c₂ the two terms of d/dg [m̂/(√v̂ + ε)] share a part that
// cancels exactly; what is left is, at the first step, ε alone:
//     ∂θ′/∂g = −η/c₁ · [(1−β₁)ε + ((1−β₁)β₂v − (1−β₂)β₁·g·m)/(c₂√v̂)] / (√v̂ + ε)²
function slopeOf(moments: Moments, cotangent: Value, attrs: KernelAttrs, { stepSize, varianceScale }: Correction): Value {
  const [, , , m, v] = moments;
  const { beta1, beta2, epsilon } = attrs;
  const { d, second } = secondMoment(moments, attrs);
  const root = sqrt(second);
  const cross = axpy(-(1 - beta2) * beta1, mul(d, m), scale((1 - beta1) * beta2, v));
  const bracket = shift(by(varianceScale, mul(cross, reciprocalOrZero(root))), (1 - beta1) * epsilon);
  const slope = mul(bracket, square(reciprocal(shift(by(varianceScale, root), epsilon))));
  // An entry that never had a gradient has slope 1/ε, which stands for no step that anyone takes.
  return reluGradient(scale(-1, by(stepSize, mul(slope, cotangent))), root);
}

function secondMoment([theta, g, , , v]: Moments, { weightDecay, beta2 }: KernelAttrs): { d: Value; second: Value } {
  const d = weightDecay === 0 ? g : axpy(weightDecay, theta, g);
  return { d, second: axpy(1 - beta2, mul(d, d), scale(beta2, v)) };
}

function countAfter({ slots, present }: Entry): Value {
  const before = slots[2]!;
  return add(before, present ?? adopt(onesLike(detach(before))));
}

function countedCorrection({ beta1, beta2 }: AdamSettings, { given }: Entry, count: Value): Correction {
  // 1 − βᵗ as −expm1(t·log β): with β near 1 a difference would lose half of the digits. An entry never seen counts as once.
  const decayed = (beta: number): Tensor => neg(expm1(multiply(maximum(detach(count), 1), Math.log(beta))));
  const learningRate = detach(rateAt(given["rates"]!, 3)) as Tensor;
  return {
    stepSize: adopt(tidy(() => div(learningRate, decayed(beta1)) as Tensor)),
    varianceScale: adopt(tidy(() => tfSqrt(div(1, decayed(beta2))) as Tensor)),
  };
}
