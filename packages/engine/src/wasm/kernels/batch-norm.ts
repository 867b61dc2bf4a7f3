import { multiplyAdd, read, write } from "./lanes";
import { blockRows, columnSums } from "./sums";

/** Biased mean and variance of each column, in two passes. */
export function moments(x: usize, mean: usize, variance: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2, share: f32 = <f32>1 / <f32>rows;
  columnSums(x, mean, rows, columns);
  multiplyAll(mean, share, bytes);
  memory.fill(variance, 0, bytes);
  const block = blockRows(columns);
  for (let row = 0; row < rows; row += block) {
    const height = min(block, rows - row);
    addSquaredDeviations(x, mean, variance, height, bytes);
    x += <usize>height * bytes;
  }
  multiplyAll(variance, share, bytes);
}

function multiplyAll(x: usize, factor: f32, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 4) store<f32>(x + o, load<f32>(x + o) * factor);
}

function addSquaredDeviations(x: usize, mean: usize, onto: usize, rows: i32, bytes: usize): void {
  const size = <usize>rows * bytes;
  for (let o: usize = 0; o < bytes;) {
    const isWhole = o + 16 <= bytes, center = read(mean + o, isWhole);
    let sum = f32x4.splat(0);
    for (let at = x + o, end = at + size; at < end; at += bytes) {
      const d = f32x4.sub(read(at, isWhole), center);
      sum = multiplyAdd(d, d, sum);
    }
    write(onto + o, f32x4.add(read(onto + o, isWhole), sum), isWhole);
    o += isWhole ? 16 : 4;
  }
}

/** 1/√(variance + ε). */
@inline
function scaleOf(variance: usize, epsilon: f32, isWhole: bool): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(read(variance, isWhole), f32x4.splat(epsilon))));
}

/** y = γ·(x − mean)/√(variance + ε) + β; `scratch` holds two rows. */
export function normalize(
  x: usize, gamma: usize, beta: usize, mean: usize, variance: usize, y: usize, rows: i32, columns: i32, epsilon: f32, scratch: usize,
): void {
  const bytes = <usize>columns << 2, slopes = scratch, offsets = scratch + bytes;
  for (let o: usize = 0; o < bytes;) {
    const isWhole = o + 16 <= bytes;
    const slope = f32x4.mul(read(gamma + o, isWhole), scaleOf(variance + o, epsilon, isWhole));
    write(slopes + o, slope, isWhole);
    write(offsets + o, f32x4.sub(read(beta + o, isWhole), f32x4.mul(slope, read(mean + o, isWhole))), isWhole);
    o += isWhole ? 16 : 4;
  }
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) {
    for (let o: usize = 0; o < bytes;) {
      const isWhole = o + 16 <= bytes;
      write(y + o, multiplyAdd(read(slopes + o, isWhole), read(x + o, isWhole), read(offsets + o, isWhole)), isWhole);
      o += isWhole ? 16 : 4;
    }
  }
}

/** sums = Σ u,  products = Σ u·(x − mean) of each column. */
function sumProducts(x: usize, mean: usize, u: usize, sums: usize, products: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  memory.fill(sums, 0, bytes);
  memory.fill(products, 0, bytes);
  const block = blockRows(columns);
  for (let row = 0; row < rows; row += block) {
    const height = min(block, rows - row), size = <usize>height * bytes;
    for (let o: usize = 0; o < bytes;) {
      const isWhole = o + 16 <= bytes, center = read(mean + o, isWhole);
      let sum = f32x4.splat(0), product = f32x4.splat(0);
      for (let at = u + o, from = x + o, end = at + size; at < end; at += bytes, from += bytes) {
        const value = read(at, isWhole);
        sum = f32x4.add(sum, value);
        product = multiplyAdd(value, f32x4.sub(read(from, isWhole), center), product);
      }
      write(sums + o, f32x4.add(read(sums + o, isWhole), sum), isWhole);
      write(products + o, f32x4.add(read(products + o, isWhole), product), isWhole);
      o += isWhole ? 16 : 4;
    }
    x += size;
    u += size;
  }
}

/**
 * z = γr·(u − mean(u) − h·mean(u·h)) with h = (x − mean)·r, r = 1/√(variance + ε): the gradient by x for a cotangent u, and
 * the tangent for a tangent u. Leaves Σu in `sums` and Σu·h in `products`; `scratch` holds three rows.
 */
export function batchNormGradient(
  x: usize, gamma: usize, mean: usize, variance: usize, u: usize, z: usize, products: usize, sums: usize,
  rows: i32, columns: i32, epsilon: f32, scratch: usize,
): void {
  const bytes = <usize>columns << 2, share = f32x4.splat(<f32>1 / <f32>rows);
  const slopes = scratch, curvatures = scratch + bytes, offsets = scratch + 2 * bytes;
  sumProducts(x, mean, u, sums, products, rows, columns);
  for (let o: usize = 0; o < bytes;) {
    const isWhole = o + 16 <= bytes, r = scaleOf(variance + o, epsilon, isWhole);
    const slope = f32x4.mul(read(gamma + o, isWhole), r), product = f32x4.mul(read(products + o, isWhole), r);
    const curvature = f32x4.mul(f32x4.mul(slope, r), f32x4.mul(product, share));
    const offset = f32x4.sub(f32x4.mul(curvature, read(mean + o, isWhole)), f32x4.mul(slope, f32x4.mul(read(sums + o, isWhole), share)));
    write(products + o, product, isWhole);
    write(slopes + o, slope, isWhole);
    write(curvatures + o, f32x4.neg(curvature), isWhole);
    write(offsets + o, offset, isWhole);
    o += isWhole ? 16 : 4;
  }
  for (let row = 0; row < rows; row++, x += bytes, u += bytes, z += bytes) {
    for (let o: usize = 0; o < bytes;) {
      const isWhole = o + 16 <= bytes;
      const byInput = multiplyAdd(read(curvatures + o, isWhole), read(x + o, isWhole), read(offsets + o, isWhole));
      write(z + o, multiplyAdd(read(slopes + o, isWhole), read(u + o, isWhole), byInput), isWhole);
      o += isWhole ? 16 : 4;
    }
  }
}
