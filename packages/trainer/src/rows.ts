import type { RunRows } from "@evenkeel/core";

/** The number of values in one row. */
export function rowSize({ featureShape }: Pick<RunRows, "featureShape">): number {
  return featureShape.reduce((product, length) => product * length, 1);
}

/** Positions of each class, ascending. */
export function positionsByClass(labels: ArrayLike<number>, numClasses: number): Int32Array[] {
  const positions = Array.from({ length: numClasses }, () => [] as number[]);
  for (let i = 0; i < labels.length; i++) positions[labels[i]!]!.push(i);
  return positions.map((members) => Int32Array.from(members));
}

/** What part of the whole each is. */
export function sharesOf(mass: Float64Array): number[] {
  const total = mass.reduce((sum, value) => sum + value, 0);
  return Array.from(mass, (value) => value / total);
}
