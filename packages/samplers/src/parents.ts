import type { Parents } from "@evenkeel/core";

/** A row of the source and its weight in a synthetic row. */
export type WeightedParent = readonly [id: number, weight: number];

/** Parents in compressed rows, from one list for each synthetic row. */
export function rowParents(lists: readonly (readonly WeightedParent[])[]): Parents {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => (offsets[i + 1] = offsets[i]! + list.length));
  const flat = lists.flat();
  return { offsets, ids: Int32Array.from(flat, ([id]) => id), weights: Float64Array.from(flat, ([, weight]) => weight) };
}
