/** Rows of float64 side by side in pairs, so that two are compared at once; an odd last row stands beside itself. */
export function packPairs(values: usize, to: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 3;
  for (let row = 0; row < rows; row += 2, values += 2 * stride) {
    const second = row + 1 < rows ? values + stride : values;
    for (let o: usize = 0; o < stride; o += 8, to += 16) {
      store<f64>(to, load<f64>(values + o));
      store<f64>(to, load<f64>(second + o), 8);
    }
  }
}

/**
 * For each query the ids of the `count` nearest rows of the pool by squared Euclidean distance, the one that comes first
 * among equals, without the row of the query's own id; −1 where there are no more. `distances` is scratch for `count`.
 *
 * Each sum is taken over the columns in order: the bits are those of a plain loop.
 */
export function nearestRows(
  queries: usize, queryIds: usize, numQueries: i32, pairs: usize, poolIds: usize, poolSize: i32, columns: i32,
  count: i32, distances: usize, nearest: usize,
): void {
  const stride = <usize>columns << 3;
  for (let query = 0; query < numQueries; query++, queries += stride, queryIds += 4, nearest += <usize>count << 2) {
    const own = load<i32>(queryIds);
    for (let i = 0; i < count; i++) {
      store<i32>(nearest + (<usize>i << 2), -1);
      store<f64>(distances + (<usize>i << 3), Infinity);
    }
    let pair = pairs;
    for (let row = 0; row < poolSize; row += 2) {
      let sums = f64x2.splat(0);
      for (let o: usize = 0; o < stride; o += 8, pair += 16) {
        const difference = f64x2.sub(v128.load64_splat(queries + o), v128.load(pair));
        sums = f64x2.add(sums, f64x2.mul(difference, difference));
      }
      offer(load<i32>(poolIds + (<usize>row << 2)), f64x2.extract_lane(sums, 0), own, count, distances, nearest);
      if (row + 1 < poolSize) offer(load<i32>(poolIds + (<usize>row << 2), 4), f64x2.extract_lane(sums, 1), own, count, distances, nearest);
    }
  }
}

/** Puts a row in its place among the nearest so far, behind those at the same distance. */
@inline
function offer(id: i32, distance: f64, own: i32, count: i32, distances: usize, nearest: usize): void {
  if (id == own || !(distance < load<f64>(distances + (<usize>(count - 1) << 3)))) return;
  let place = count - 1;
  for (; place > 0 && load<f64>(distances + (<usize>(place - 1) << 3)) > distance; place--) {
    store<f64>(distances + (<usize>place << 3), load<f64>(distances + (<usize>(place - 1) << 3)));
    store<i32>(nearest + (<usize>place << 2), load<i32>(nearest + (<usize>(place - 1) << 2)));
  }
  store<f64>(distances + (<usize>place << 3), distance);
  store<i32>(nearest + (<usize>place << 2), id);
}
