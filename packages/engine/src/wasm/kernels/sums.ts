import { reluGradient } from "./elementwise";
import { multiplyAdd, sumOfLanes } from "./lanes";

// Long sums are taken in blocks whose sums are then added: the rounding error grows with the block, not with the whole.

/** out = Σ x. */
export function total(x: usize, out: usize, size: i32): void {
  const end = x + (<usize>size << 2), vectors = x + (<usize>(size & ~3) << 2);
  let sum: f64 = 0;
  while (x < vectors) {
    let sums = f32x4.splat(0);
    for (const blockEnd = min(vectors, x + 4096); x < blockEnd; x += 16) sums = f32x4.add(sums, v128.load(x));
    sum += <f64>sumOfLanes(sums);
  }
  for (; x < end; x += 4) sum += <f64>load<f32>(x);
  store<f32>(out, <f32>sum);
}

/** Rows of a block that stays in the first-level cache. */
@inline
export function blockRows(columns: i32): i32 {
  return max(8, 4096 / columns);
}

/** out_j = Σ_i x_ij. */
export function columnSums(x: usize, out: usize, rows: i32, columns: i32): void {
  memory.fill(out, 0, <usize>columns << 2);
  const block = blockRows(columns);
  for (let row = 0; row < rows; row += block) {
    const height = min(block, rows - row);
    addColumnSums(x, out, height, columns);
    x += <usize>height * <usize>columns << 2;
  }
}

/** out[o, i] = Σ_r x[o, r, i]. */
export function sumAlong(x: usize, out: usize, outer: i32, repeats: i32, inner: i32): void {
  const stride = <usize>inner << 2;
  for (let o = 0; o < outer; o++, out += stride) {
    if (inner == 1) total(x, out, repeats);
    else columnSums(x, out, repeats, inner);
    x += <usize>repeats * stride;
  }
}

/** z = x where y > 0, else 0, and its column sums, block by block while the block is in the first-level cache. */
export function reluBiasGradient(x: usize, y: usize, z: usize, sums: usize, rows: i32, columns: i32): void {
  memory.fill(sums, 0, <usize>columns << 2);
  const block = blockRows(columns);
  for (let row = 0; row < rows; row += block) {
    const height = min(block, rows - row), bytes = <usize>height * <usize>columns << 2;
    reluGradient(x, y, z, height * columns);
    addColumnSums(z, sums, height, columns);
    x += bytes;
    y += bytes;
    z += bytes;
  }
}

/** out_j += Σ_i x_ij, 16 columns at a time: a cache line is read once. */
function addColumnSums(x: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2, bytes = <usize>rows * stride, zero = f32x4.splat(0);
  let j: usize = 0;
  for (; j + 64 <= stride; j += 64) {
    let a = zero, b = zero, c = zero, d = zero;
    for (let at = x + j, end = at + bytes; at < end; at += stride) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
    }
    v128.store(out + j, f32x4.add(v128.load(out + j), a));
    v128.store(out + j, f32x4.add(v128.load(out + j, 16), b), 16);
    v128.store(out + j, f32x4.add(v128.load(out + j, 32), c), 32);
    v128.store(out + j, f32x4.add(v128.load(out + j, 48), d), 48);
  }
  for (; j + 16 <= stride; j += 16) {
    let a = zero;
    for (let at = x + j, end = at + bytes; at < end; at += stride) a = f32x4.add(a, v128.load(at));
    v128.store(out + j, f32x4.add(v128.load(out + j), a));
  }
  for (; j < stride; j += 4) {
    let a: f32 = 0;
    for (let at = x + j, end = at + bytes; at < end; at += stride) a += load<f32>(at);
    store<f32>(out + j, load<f32>(out + j) + a);
  }
}

/** d_i = ⟨a_i, b_i⟩ of each row. */
export function rowDots(a: usize, b: usize, d: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2, whole = <usize>(columns & ~3) << 2;
  for (let row = 0; row < rows; row++, a += stride, b += stride, d += 4) {
    let sums = f32x4.splat(0);
    for (let o: usize = 0; o < whole; o += 16) sums = multiplyAdd(v128.load(a + o), v128.load(b + o), sums);
    let sum = sumOfLanes(sums);
    for (let o = whole; o < stride; o += 4) sum += load<f32>(a + o) * load<f32>(b + o);
    store<f32>(d, sum);
  }
}
