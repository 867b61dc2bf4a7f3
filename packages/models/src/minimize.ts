/** What is minimized: its value, and its gradient written into `gradient`. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

/** The scale of a problem, and when its minimum is near enough. */
export interface MinimizeOptions {
  /** About the diagonal of the Hessian, above 0: the scale of each variable. */
  readonly diagonal: Float64Array;
  /** Stops when half the decrement, the fall that the next step can be expected to bring, is smaller. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Told when it ends without having got there. */
  unfinished?(): void;
}

/** Steps that curvature is estimated from. */
const MEMORY = 20;
const LONGEST_PAUSE_MILLISECONDS = 100;

/**
 * Minimizes a smooth convex function from 0 by L-BFGS, preconditioned by a diagonal, with a backtracking line search.
 *
 * Between iterations it lets other tasks run, so that a process hears its signals.
 *
 * @see Nocedal, Wright, "Numerical Optimization", 2nd ed., algorithms 7.4 and 7.5.
 */
export async function minimize(
  objective: Objective,
  size: number,
  { diagonal, tolerance, maxIterations, unfinished }: MinimizeOptions,
): Promise<Float64Array> {
  let at = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(at, gradient);
  let [next, nextGradient] = [new Float64Array(size), new Float64Array(size)];
  const steps: Step[] = [];
  let lastPause = performance.now();
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const direction = descent(gradient, diagonal, steps);
    const slope = dot(direction, gradient);
    if (!(-slope / 2 >= tolerance)) return at;
    let length = 1;
    let nextValue = Number.NaN;
    for (; length > 1e-10; length /= 2) {
      for (let i = 0; i < size; i++) next[i] = at[i]! + length * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    // Rounding hides what is left to gain.
    if (!(nextValue <= value)) return at;
    remember(steps, at, next, gradient, nextGradient);
    [at, next, gradient, nextGradient, value] = [next, at, nextGradient, gradient, nextValue];
    if (performance.now() - lastPause > LONGEST_PAUSE_MILLISECONDS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      lastPause = performance.now();
    }
  }
  unfinished?.();
  return at;
}

/** A step s with the change y of the gradient along it, and 1/sᵀy. */
interface Step {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

function remember(steps: Step[], from: Float64Array, to: Float64Array, before: Float64Array, after: Float64Array): void {
  const s = to.map((value, i) => value - from[i]!);
  const y = after.map((value, i) => value - before[i]!);
  const curvature = dot(s, y);
  // A convex function has none below 0; one lost to rounding would spoil the estimate.
  if (!(curvature > 1e-14 * dot(y, y))) return;
  steps.push({ s, y, rho: 1 / curvature });
  if (steps.length > MEMORY) steps.shift();
}

/** −H·g with H the estimated inverse of the Hessian: the two-loop recursion. */
function descent(gradient: Float64Array, diagonal: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k]!;
    shares[k] = rho * dot(s, direction);
    addTo(direction, -shares[k]!, y);
  }
  const last = steps.at(-1);
  const scale = last ? 1 / (last.rho * last.y.reduce((sum, change, i) => sum + (change * change) / diagonal[i]!, 0)) : 1;
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i]! * scale) / diagonal[i]!;
  steps.forEach(({ s, y, rho }, k) => addTo(direction, shares[k]! - rho * dot(y, direction), s));
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addTo(to: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + factor * values[i]!;
}
