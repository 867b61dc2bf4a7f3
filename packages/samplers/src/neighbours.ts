import type { AnyRows } from "@evenkeel/core";

/**
 * The `count` rows of `pool` nearest to a row, without the row itself: Euclidean distance in float64, by brute force, the
 * lower position first among equals, copies of the row included. Fewer if the pool has fewer.
 *
 * scikit-learn, which imbalanced-learn asks, has no rule for equals: their order, and which of several copies of a row it takes
 * for the row itself and leaves out, differ between its search algorithms. With such rows the samplers are imbalanced-learn's in
 * law but not row for row.
 *
 * @param row - position in `rows`, as are those of `pool`.
 */
export function nearestNeighbours(rows: AnyRows, row: number, pool: Int32Array, count: number): Int32Array {
  const nearest = new Int32Array(count);
  const distances = new Float64Array(count);
  const width = rows.features.length / rows.count;
  let found = 0;
  for (const other of pool) {
    if (other === row) continue;
    const limit = found === count ? distances[count - 1]! : Infinity;
    const distance = squaredDistance(rows.features, width, row, other, limit);
    if (found === count && distance >= limit) continue;
    let place = found < count ? found++ : count - 1;
    // The pool is ascending, so a row at the same distance that came before stays before.
    for (; place > 0 && distances[place - 1]! > distance; place--) {
      distances[place] = distances[place - 1]!;
      nearest[place] = nearest[place - 1]!;
    }
    distances[place] = distance;
    nearest[place] = other;
  }
  return nearest.subarray(0, found);
}

/** How many of the `count` rows nearest to a row are of another class. */
export function foreignNeighbours(rows: AnyRows, row: number, pool: Int32Array, count: number): number {
  return nearestNeighbours(rows, row, pool, count).filter((neighbour) => rows.labels[neighbour] !== rows.labels[row]).length;
}

/** Stops adding once the sum is above `limit`. */
function squaredDistance(values: ArrayLike<number>, width: number, a: number, b: number, limit: number): number {
  let sum = 0;
  for (let column = 0; column < width && sum <= limit; column++) {
    const difference = values[a * width + column]! - values[b * width + column]!;
    sum += difference * difference;
  }
  return sum;
}
