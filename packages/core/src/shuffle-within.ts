import type { Rng } from "./random/rng.js";

/** Permutes `values` in place, only among positions of the same group. */
export function shuffleWithin(values: Float32Array | Float64Array, groups: ArrayLike<number>, rng: Rng): void {
  const positions = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) {
    const group = positions.get(groups[i]!);
    if (group) group.push(i);
    else positions.set(groups[i]!, [i]);
  }
  for (const members of positions.values()) {
    const order = rng.permutation(members.length);
    const shuffled = Array.from(order, (j) => values[members[j]!]!);
    members.forEach((position, i) => (values[position] = shuffled[i]!));
  }
}
