/** `repeats` copies of `[outer, inner]` between its two axes. */
export interface Repetition {
  readonly outer: number;
  readonly repeats: number;
  readonly inner: number;
}

/**
 * How broadcasting takes one shape to another, one repetition for each run of neighbouring axes, the innermost first; done
 * backwards, with sums, they are its transpose. One that repeats nothing if the shapes are equal; null if they do not fit, or
 * for more than two runs.
 */
export function repetitions(from: readonly number[], to: readonly number[]): readonly Repetition[] | null {
  const lead = to.length - from.length;
  if (lead < 0) return null;
  const found: { outer: number; repeats: number; inner: number }[] = [];
  let isWithinRun = false;
  let inner = 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const [length, wanted] = [from[axis - lead] ?? 1, to[axis]!];
    if (length !== wanted && length !== 1) return null;
    if (wanted === 1) continue;
    if (length === 1 && !isWithinRun) found.push({ outer: 1, repeats: 1, inner });
    isWithinRun = length === 1;
    if (isWithinRun) found.at(-1)!.repeats *= wanted;
    else for (const run of found) run.outer *= length;
    inner *= wanted;
  }
  if (found.length > 2) return null;
  return found.length > 0 ? found : [{ outer: 1, repeats: 1, inner }];
}
