import type { TensorInfo } from "@tensorflow/tfjs-core";

/** `repeats` copies of `[outer, inner]` between its two axes. */
export interface Repetition {
  readonly outer: number;
  readonly repeats: number;
  readonly inner: number;
}

/** How broadcasting takes `from` to `to`, if the repeated axes stand together; else null. */
export function repetition({ shape: from }: Pick<TensorInfo, "shape">, to: readonly number[]): Repetition | null {
  const lead = to.length - from.length;
  const found = { outer: 1, repeats: 1, inner: 1 };
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const [length, wanted] = [from[axis - lead] ?? 1, to[axis]!];
    if (wanted === 1 && length === 1) continue;
    if (length === wanted) found[found.repeats === 1 ? "inner" : "outer"] *= wanted;
    else if (length === 1 && found.outer === 1) found.repeats *= wanted;
    else return null;
  }
  return lead < 0 ? null : found;
}
