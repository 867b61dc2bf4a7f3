// Pointers are byte offsets, matrices are row-major float32, strides are in bytes.
import { multiplyAdd } from "./lanes";

/** Packs a [rows, columns] matrix in panels of 8 columns, zero padded: panel p holds `rows` × 8 floats. */
export function packPanels(from: usize, rowStride: usize, columnStride: usize, rows: i32, columns: i32, to: usize): void {
  for (let column = 0; column < columns; column += 8) {
    const width = min(8, columns - column);
    const source = from + <usize>column * columnStride;
    if (width == 8 && columnStride == 4) copyPanel(source, rowStride, rows, to);
    else if (width == 8 && rowStride == 4) transposePanel(source, columnStride, rows, to);
    else padPanel(source, rowStride, columnStride, rows, width, to);
    to += <usize>rows << 5;
  }
}

function copyPanel(from: usize, rowStride: usize, rows: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    to += 32;
    from += rowStride;
  }
}

/** Reads 8 contiguous columns in tiles of 4 × 4. */
function transposePanel(from: usize, columnStride: usize, rows: i32, to: usize): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let half: usize = 0; half < 2; half++) {
      const at = from + half * 4 * columnStride;
      const a = v128.load(at), b = v128.load(at + columnStride), c = v128.load(at + 2 * columnStride), d = v128.load(at + 3 * columnStride);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const ba = v128.shuffle<f32>(a, b, 2, 6, 3, 7), dc = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      const out = to + half * 16;
      v128.store(out, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
      v128.store(out, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
      v128.store(out, v128.shuffle<f32>(ba, dc, 0, 1, 4, 5), 64);
      v128.store(out, v128.shuffle<f32>(ba, dc, 2, 3, 6, 7), 96);
    }
    to += 128;
    from += 16;
  }
  padPanel(from, 4, columnStride, rows - row, 8, to);
}

function padPanel(from: usize, rowStride: usize, columnStride: usize, rows: i32, width: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < 8; j++) store<f32>(to + (<usize>j << 2), j < width ? load<f32>(from + <usize>j * columnStride) : 0);
    to += 32;
    from += rowStride;
  }
}

/** Rows of K that keep the tile of A and the panel of B in the first-level cache. */
const BLOCK = 512;

/**
 * C[M,N] = A[M,K] · packed B (+ bias) (then relu), in tiles of 4 × 8: with more accumulators V8 spills them.
 * A may be strided either way; `bias` 0 is none.
 */
export function gemm(
  a: usize, aRow: usize, aColumn: usize, panels: usize, c: usize, cRow: usize,
  M: i32, N: i32, K: i32, bias: usize, relu: bool,
): void {
  const zero = f32x4.splat(0);
  for (let start = 0; start < K; start += BLOCK) {
    const depth = min(BLOCK, K - start), last = start + depth >= K, onto = start > 0;
    for (let i = 0; i < M; i += 4) {
      const height = min(4, M - i), origin = a + <usize>i * aRow + <usize>start * aColumn;
      for (let n = 0; n < N; n += 8) {
        const width = min(8, N - n);
        const offset = bias && last ? bias + (<usize>n << 2) : 0;
        let l0 = zero, h0 = zero, l1 = zero, h1 = zero, l2 = zero, h2 = zero, l3 = zero, h3 = zero;
        // Missing rows read row 0 and are not stored.
        let p0 = origin, p1 = height > 1 ? origin + aRow : origin, p2 = height > 2 ? origin + 2 * aRow : origin, p3 = height > 3 ? origin + 3 * aRow : origin;
        let b = panels + ((<usize>n * <usize>K + (<usize>start << 3)) << 2);
        const end = b + (<usize>depth << 5);
        while (b < end) {
          const u = v128.load(b), v = v128.load(b, 16);
          b += 32;
          let s = v128.load32_splat(p0); l0 = multiplyAdd(s, u, l0); h0 = multiplyAdd(s, v, h0); p0 += aColumn;
          s = v128.load32_splat(p1); l1 = multiplyAdd(s, u, l1); h1 = multiplyAdd(s, v, h1); p1 += aColumn;
          s = v128.load32_splat(p2); l2 = multiplyAdd(s, u, l2); h2 = multiplyAdd(s, v, h2); p2 += aColumn;
          s = v128.load32_splat(p3); l3 = multiplyAdd(s, u, l3); h3 = multiplyAdd(s, v, h3); p3 += aColumn;
        }
        let at = c + <usize>i * cRow + (<usize>n << 2);
        const clip = last && relu;
        if (width == 8) {
          storeFull(at, l0, h0, offset, clip, onto);
          if (height > 1) { at += cRow; storeFull(at, l1, h1, offset, clip, onto); }
          if (height > 2) { at += cRow; storeFull(at, l2, h2, offset, clip, onto); }
          if (height > 3) { at += cRow; storeFull(at, l3, h3, offset, clip, onto); }
        } else {
          storePart(at, l0, h0, width, offset, clip, onto);
          if (height > 1) { at += cRow; storePart(at, l1, h1, width, offset, clip, onto); }
          if (height > 2) { at += cRow; storePart(at, l2, h2, width, offset, clip, onto); }
          if (height > 3) { at += cRow; storePart(at, l3, h3, width, offset, clip, onto); }
        }
      }
    }
  }
}

// Inlined: a call with v128 arguments spills them and doubles the time of small shapes.
@inline
export function storeFull(at: usize, low: v128, high: v128, bias: usize, relu: bool, onto: bool): void {
  if (onto) { low = f32x4.add(low, v128.load(at)); high = f32x4.add(high, v128.load(at, 16)); }
  if (bias) { low = f32x4.add(low, v128.load(bias)); high = f32x4.add(high, v128.load(bias, 16)); }
  if (relu) { low = f32x4.max(low, f32x4.splat(0)); high = f32x4.max(high, f32x4.splat(0)); }
  v128.store(at, low);
  v128.store(at, high, 16);
}

export function storePart(at: usize, low: v128, high: v128, width: i32, bias: usize, relu: bool, onto: bool): void {
  for (let j = 0; j < width; j++) {
    if (j == 4) low = high;
    let value = f32x4.extract_lane(low, 0);
    low = v128.shuffle<f32>(low, low, 1, 2, 3, 0);
    if (onto) value += load<f32>(at);
    if (bias) value += load<f32>(bias + (<usize>j << 2));
    store<f32>(at, relu && value < 0 ? 0 : value);
    at += 4;
  }
}
