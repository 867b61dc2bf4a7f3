/** Encoded rows, ready for a model. */
export interface Rows {
  readonly count: number;
  readonly featureShape: readonly number[];
  /** Row-major `[count, ...featureShape]`. */
  readonly features: Float32Array;
  /** Row-major `[count, numClasses]`. */
  readonly targets: Float32Array;
  /** `[count]`, the class with the largest target. */
  readonly labels: Int32Array;
  readonly numClasses: number;
}

/** The number of values in one row. */
export function rowSize({ featureShape }: Pick<Rows, "featureShape">): number {
  return featureShape.reduce((product, length) => product * length, 1);
}

/** Positions of each class, ascending. */
export function positionsByClass(labels: ArrayLike<number>, numClasses: number): Int32Array[] {
  const positions = Array.from({ length: numClasses }, () => [] as number[]);
  for (let i = 0; i < labels.length; i++) positions[labels[i]!]!.push(i);
  return positions.map((members) => Int32Array.from(members));
}
