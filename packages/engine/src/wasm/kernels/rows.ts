import { fill, scale } from "./elementwise";
import { accumulate, copy } from "./lanes";

/** z_ij = s_i·x_ij. */
export function scaleRows(x: usize, s: usize, z: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, s += 4, x += stride, z += stride) scale(load<f32>(s), x, z, columns);
}

/** z[o, r, i] = x[o, i]. */
export function repeatAlong(x: usize, z: usize, outer: i32, repeats: i32, inner: i32): void {
  const stride = <usize>inner << 2;
  for (let o = 0; o < outer; o++, x += stride) {
    if (inner == 1) fill(z, load<f32>(x), repeats);
    else for (let r = 0; r < repeats; r++) copy(z + <usize>r * stride, x, stride);
    z += <usize>repeats * stride;
  }
}

/** z_i = x_{indices_i}. @returns the place of the first index outside [0, numRows), or -1. */
export function gatherRows(x: usize, indices: usize, z: usize, count: i32, numRows: i32, columns: i32): i32 {
  const stride = <usize>columns << 2;
  for (let i = 0; i < count; i++, indices += 4, z += stride) {
    const row = load<i32>(indices);
    if (<u32>row >= <u32>numRows) return i;
    copy(z, x + <usize>row * stride, stride);
  }
  return -1;
}

/** z_{indices_i} += x_i, from zero. @returns the place of the first index outside [0, numRows), or -1. */
export function scatterAddRows(x: usize, indices: usize, z: usize, count: i32, numRows: i32, columns: i32): i32 {
  const stride = <usize>columns << 2;
  memory.fill(z, 0, <usize>numRows * stride);
  for (let i = 0; i < count; i++, indices += 4, x += stride) {
    const row = load<i32>(indices);
    if (<u32>row >= <u32>numRows) return i;
    accumulate(z + <usize>row * stride, x, stride);
  }
  return -1;
}

/** Copies rows of `columns` numbers between matrices of wider rows; widths count numbers. */
export function copyRows(from: usize, fromWidth: i32, to: usize, toWidth: i32, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let row = 0; row < rows; row++) {
    copy(to, from, bytes);
    from += <usize>fromWidth << 2;
    to += <usize>toWidth << 2;
  }
}

/** z_ji = x_ij. */
export function transpose(x: usize, z: usize, rows: i32, columns: i32): void {
  for (let j = 0; j < columns; j++) {
    for (let at = x + (<usize>j << 2), i = 0; i < rows; i++, at += <usize>columns << 2, z += 4) store<f32>(z, load<f32>(at));
  }
}
