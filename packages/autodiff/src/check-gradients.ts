import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { randomState } from "@evenkeel/core";
import { hvp, jvp } from "./forward.js";
import { mul, sum } from "./ops/arithmetic.js";
import { grad, linearize } from "./reverse.js";
import { adopt, scope } from "./scope.js";
import { mapNest, numbersOf } from "./tree.js";
import { detach, type Nest, type Value } from "./value.js";

/** How derivatives are compared with finite differences. */
export interface GradientCheckOptions {
  /** 1 checks gradients, 2 also Hessian-vector products (default 2). */
  readonly order?: 1 | 2;
  /** Length of a finite-difference step (default 0.01); keep relus and other kinks farther away than this. */
  readonly step?: number;
  /** Number of random directions (default 3). */
  readonly numDirections?: number;
}

/** The largest error found of each kind, relative to the largest entry. */
export interface GradientCheck {
  /** J·v against finite differences of `f`; at most 2e-3. */
  readonly tangent: number;
  /** ⟨u, J·v⟩ against ⟨Jᵀu, v⟩, relative to ‖u‖·‖J·v‖; at most 1e-5. */
  readonly transpose: number;
  /** H·v of ⟨u, f⟩ against finite differences of its gradient; at most 1e-2; null for order 1. */
  readonly curvature: number | null;
}

const TOLERANCES = { tangent: 2e-3, transpose: 1e-5, curvature: 1e-2 };

/**
 * Compares the derivatives of a function of your own with finite differences, in random directions.
 *
 *     J·v ≈ (8·(f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h
 *
 * Points are evaluated in float32 and combined in float64. The tolerances of `GradientCheck` hold for that: rounding of
 * the values gives about 1e-7/h, the fourth-order formula about h⁴; an error of a percent or more is a wrong derivative.
 *
 * @param f - written in autodiff's ops; smooth within two steps of `at`.
 * @returns the errors found.
 * @throws RangeError if an error is above its tolerance.
 */
export function checkGradients<In extends Nest>(f: (at: In) => Value, at: In, options: GradientCheckOptions = {}): GradientCheck {
  const { order = 2, step = 0.01, numDirections = 3 } = options;
  const rng = randomState(0);
  const draw = (): number => 2 * rng.double() - 1;
  const worst = { tangent: 0, transpose: 0, curvature: 0 };
  for (let direction = 0; direction < numDirections; direction++) {
    const errors = scope(() => errorsAlong(f, at, order, step, draw));
    for (const kind of ["tangent", "transpose", "curvature"] as const) worst[kind] = Math.max(worst[kind], errors[kind]);
  }
  for (const [kind, tolerance] of Object.entries(TOLERANCES)) {
    const error = worst[kind as keyof typeof worst];
    if (!(error <= tolerance))
      throw new RangeError(
        `checkGradients: expected an error of the ${kind} of at most ${tolerance}, got ${error.toPrecision(3)}. ${advice[kind as keyof typeof worst]}`,
      );
  }
  return { ...worst, curvature: order === 2 ? worst.curvature : null };
}

const advice = {
  tangent: "A jvp is wrong, or `f` has a kink within the step.",
  transpose: "A vjp is not the transpose of its jvp.",
  curvature: "A vjp is not written in ops all the way, or `f` has a kink within the step.",
};

type Errors = Record<keyof typeof TOLERANCES, number>;

function errorsAlong<In extends Nest>(f: (at: In) => Value, at: In, order: 1 | 2, step: number, draw: () => number): Errors {
  const v = randomLike(at, draw);
  const { value, pullback } = linearize(f, at);
  const u = randomLike(value, draw);
  const tangent = numbersOf(jvp(f, at, v).tangent);
  const differences = differenceQuotient((h) => numbersOf(f(along(at, v, h))), step);
  const [left, right] = [dot(numbersOf(u), tangent), dot(numbersOf(pullback(u)), numbersOf(v))];
  const errors = {
    tangent: relativeError(tangent, differences, (2e-7 * largest(numbersOf(value))) / step),
    transpose: Math.abs(left - right) / Math.max(length(numbersOf(u)) * length(tangent), Number.MIN_VALUE),
    curvature: 0,
  };
  if (order === 1) return errors;
  const weighted = (x: In): Value => sum(mul(u, f(x)));
  const slopes = (h: number): Float32Array => numbersOf(grad(weighted)(along(at, v, h)));
  const rounding = (2e-7 * largest(slopes(0))) / step;
  return { ...errors, curvature: relativeError(numbersOf(hvp(weighted, at, v)), differenceQuotient(slopes, step), rounding) };
}

/** at + h·direction, summed in float64 and rounded once. */
function along<In extends Nest>(at: In, direction: In, h: number): In {
  return mapNest((value, name) => {
    const x = detach(value).dataSync();
    const v = detach(name === "" ? (direction as Value) : (direction as Record<string, Value>)[name]!).dataSync();
    return adopt(
      tensor(
        Float32Array.from(x, (entry, i) => entry + h * v[i]!),
        value.shape,
      ),
    );
  }, at);
}

function differenceQuotient(f: (h: number) => ArrayLike<number>, h: number): Float64Array {
  const [ahead, behind, farAhead, farBehind] = [f(h), f(-h), f(2 * h), f(-2 * h)];
  return Float64Array.from(ahead, (value, i) => (8 * (value - behind[i]!) - (farAhead[i]! - farBehind[i]!)) / (12 * h));
}

/** max|got − want| relative to max|want|; what lies below `rounding` counts as equal. */
function relativeError(got: ArrayLike<number>, want: ArrayLike<number>, rounding: number): number {
  let difference = 0;
  for (let i = 0; i < want.length; i++) difference = Math.max(difference, Math.abs(got[i]! - want[i]!));
  if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
  return difference <= rounding ? 0 : difference / Math.max(largest(want), rounding);
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

const length = (values: ArrayLike<number>): number => Math.sqrt(dot(values, values));

function randomLike<N extends Nest>(nest: N, draw: () => number): N {
  return mapNest(
    (value) => adopt(tensor(Float32Array.from({ length: value.shape.reduce((a, b) => a * b, 1) }, draw), value.shape) as Tensor),
    nest,
  );
}
