import { storeFull, storePart } from "./gemm";
import { multiplyAdd } from "./lanes";

/** Numbers of both operands in a block that stays in the first-level cache. */
const BLOCK = 8192;

/**
 * C[M,N] = A[K,M]ᵀ · B[K,N], row by row of both as they stand: without packing, which pays only for large M and N.
 *
 * N must be a multiple of 8. The last tile of a row of A reads on for up to 12 bytes; behind the last tensor of the heap these
 * are the allocator's footer.
 */
export function outerProducts(a: usize, b: usize, c: usize, M: i32, N: i32, K: i32): void {
  const aRow = <usize>M << 2, bRow = <usize>N << 2, block = max(16, BLOCK / (M + N));
  memory.fill(c, 0, <usize>(M * N) << 2);
  for (let k = 0; k < K; k += block) {
    addOuterProducts(a + <usize>k * aRow, 0, aRow, M, b + <usize>k * bRow, bRow, 1, min(block, K - k), c, N);
  }
}

/** dw[k, n] += Σ over places of from[place + k]·u[place, n], in tiles of 4 × 8. */
export function addOuterProducts(
  from: usize, fromRow: usize, fromColumn: usize, covered: i32,
  u: usize, uColumn: usize, rows: i32, columns: i32, dw: usize, filters: i32,
): void {
  const zero = f32x4.splat(0), stride = <usize>filters << 2, uRow = <usize>columns * uColumn;
  for (let k = 0; k < covered; k += 4) {
    const height = min(4, covered - k);
    for (let n = 0; n < filters; n += 8) {
      let l0 = zero, h0 = zero, l1 = zero, h1 = zero, l2 = zero, h2 = zero, l3 = zero, h3 = zero;
      let line = from + (<usize>k << 2), b = u + (<usize>n << 2);
      for (let row = 0; row < rows; row++, line += fromRow) {
        // Rows of the tile behind the last read on in the image and are not stored.
        for (let p = line, end = b + uRow; b < end; b += uColumn, p += fromColumn) {
          const v = v128.load(b), w = v128.load(b, 16);
          let s = v128.load32_splat(p); l0 = multiplyAdd(s, v, l0); h0 = multiplyAdd(s, w, h0);
          s = v128.load32_splat(p, 4); l1 = multiplyAdd(s, v, l1); h1 = multiplyAdd(s, w, h1);
          s = v128.load32_splat(p, 8); l2 = multiplyAdd(s, v, l2); h2 = multiplyAdd(s, w, h2);
          s = v128.load32_splat(p, 12); l3 = multiplyAdd(s, v, l3); h3 = multiplyAdd(s, w, h3);
        }
      }
      const width = min(8, filters - n);
      let at = dw + <usize>k * stride + (<usize>n << 2);
      addOne(at, l0, h0, width);
      if (height > 1) addOne(at + stride, l1, h1, width);
      if (height > 2) addOne(at + 2 * stride, l2, h2, width);
      if (height > 3) addOne(at + 3 * stride, l3, h3, width);
    }
  }
}

@inline
function addOne(at: usize, low: v128, high: v128, width: i32): void {
  if (width == 8) storeFull(at, low, high, 0, false, true);
  else storePart(at, low, high, width, 0, false, true);
}
