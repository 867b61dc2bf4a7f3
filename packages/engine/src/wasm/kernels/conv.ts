import { storeFull, storePart } from "./gemm";
import { copy, multiplyAdd } from "./lanes";
import { addOuterProducts } from "./outer-products";

// Convolution without patches: an image is copied once between margins of zeros; what a row of the filter covers is then
// contiguous, and a product reads it where it stands.

/** An image of zeros with room for reading a few numbers behind its end. */
function clear(padded: usize, height: i32, rowBytes: usize): void {
  memory.fill(padded, 0, <usize>height * rowBytes + 16);
}

@inline
function copyImage(x: usize, to: usize, height: i32, fromBytes: usize, toBytes: usize): void {
  for (let row = 0; row < height; row++) copy(to + <usize>row * toBytes, x + <usize>row * fromBytes, fromBytes);
}

/** Byte offsets of a grid of places: into the padded image, then into the output. */
export function layOut(
  to: usize, rows: i32, columns: i32,
  from: usize, fromRow: usize, fromColumn: usize, onto: usize, ontoRow: usize, ontoColumn: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, to += 8) {
      store<u32>(to, <u32>(from + <usize>row * fromRow + <usize>column * fromColumn));
      store<u32>(to, <u32>(onto + <usize>row * ontoRow + <usize>column * ontoColumn), 4);
    }
  }
}

/**
 * y = the correlation of each padded image with packed filters `[kernelHeight · kernelWidth · channels, filters]`, at the
 * places that `layOut` wrote.
 */
export function correlate(
  x: usize, images: i32, height: i32, width: i32, channels: i32,
  padded: usize, paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
  panels: usize, kernelHeight: i32, kernelWidth: i32, filters: i32,
  places: usize, numPlaces: i32, y: usize, outputBytes: usize,
): void {
  const pixel = <usize>channels << 2, row = <usize>paddedWidth * pixel, imageBytes = <usize>(height * width) * pixel;
  const covered = <usize>kernelWidth * pixel, panelBytes = (<usize>kernelHeight * covered) << 3;
  const inside = padded + <usize>top * row + <usize>left * pixel;
  clear(padded, paddedHeight, row);
  for (let image = 0; image < images; image++, x += imageBytes, y += outputBytes) {
    copyImage(x, inside, height, <usize>width * pixel, row);
    for (let n = 0; n < filters; n += 8) {
      const panel = panels + <usize>(n >> 3) * panelBytes;
      correlateEight(padded, row, covered, panel, panelBytes, places, numPlaces, y + (<usize>n << 2), min(8, filters - n));
    }
  }
}

/** Eight filters at all places of an image, four places at a time. */
function correlateEight(
  padded: usize, row: usize, covered: usize, panel: usize, panelBytes: usize, places: usize, numPlaces: i32, y: usize, width: i32,
): void {
  const zero = f32x4.splat(0), panelEnd = panel + panelBytes;
  for (let i = 0; i < numPlaces; i += 4, places += 32) {
    const height = min(4, numPlaces - i);
    let l0 = zero, h0 = zero, l1 = zero, h1 = zero, l2 = zero, h2 = zero, l3 = zero, h3 = zero;
    // Missing places read the first one and are not stored.
    let p0 = padded + load<u32>(places), p1 = height > 1 ? padded + load<u32>(places, 8) : p0;
    let p2 = height > 2 ? padded + load<u32>(places, 16) : p0, p3 = height > 3 ? padded + load<u32>(places, 24) : p0;
    for (let b = panel; b < panelEnd; p0 += row, p1 += row, p2 += row, p3 += row) {
      for (let o: usize = 0; o < covered; o += 4, b += 32) {
        const u = v128.load(b), v = v128.load(b, 16);
        let s = v128.load32_splat(p0 + o); l0 = multiplyAdd(s, u, l0); h0 = multiplyAdd(s, v, h0);
        s = v128.load32_splat(p1 + o); l1 = multiplyAdd(s, u, l1); h1 = multiplyAdd(s, v, h1);
        s = v128.load32_splat(p2 + o); l2 = multiplyAdd(s, u, l2); h2 = multiplyAdd(s, v, h2);
        s = v128.load32_splat(p3 + o); l3 = multiplyAdd(s, u, l3); h3 = multiplyAdd(s, v, h3);
      }
    }
    storeOne(y + load<u32>(places, 4), l0, h0, width);
    if (height > 1) storeOne(y + load<u32>(places, 12), l1, h1, width);
    if (height > 2) storeOne(y + load<u32>(places, 20), l2, h2, width);
    if (height > 3) storeOne(y + load<u32>(places, 28), l3, h3, width);
  }
}

@inline
function storeOne(at: usize, low: v128, high: v128, width: i32): void {
  if (width == 8) storeFull(at, low, high, 0, false, false);
  else storePart(at, low, high, width, 0, false, false);
}

/** Output places of a block whose part of image and gradient stays in the first-level cache. */
const BLOCK = 192;

/**
 * dw = Σ over images and output places of (what the filter covers) ⊗ (gradient there).
 *
 * `wide` is scratch for one image's gradient with its channels rounded up to a multiple of 8; 0 if they are one.
 */
export function filterGradient(
  x: usize, images: i32, height: i32, width: i32, channels: i32,
  padded: usize, paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
  u: usize, outHeight: i32, outWidth: i32, filters: i32, wide: usize,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dw: usize,
): void {
  const pixel = <usize>channels << 2, row = <usize>paddedWidth * pixel, imageBytes = <usize>(height * width) * pixel;
  const covered = kernelWidth * channels, filterBytes = <usize>filters << 2, wideBytes = <usize>((filters + 7) & ~7) << 2;
  const inside = padded + <usize>top * row + <usize>left * pixel;
  const numPlaces = outHeight * outWidth, blockRows = max(1, BLOCK / outWidth);
  clear(padded, paddedHeight, row);
  if (wide) memory.fill(wide, 0, <usize>numPlaces * wideBytes);
  memory.fill(dw, 0, <usize>(kernelHeight * covered) * filterBytes);
  for (let image = 0; image < images; image++, x += imageBytes, u += <usize>numPlaces * filterBytes) {
    copyImage(x, inside, height, <usize>width * pixel, row);
    if (wide) copyImage(u, wide, numPlaces, filterBytes, wideBytes);
    const gradient = wide ? wide : u;
    for (let first = 0; first < outHeight; first += blockRows) {
      const rows = min(blockRows, outHeight - first);
      for (let ky = 0; ky < kernelHeight; ky++) {
        const from = padded + <usize>(first * strideY + ky) * row;
        const onto = dw + <usize>(ky * covered) * filterBytes;
        addOuterProducts(
          from, row * <usize>strideY, pixel * <usize>strideX, covered,
          gradient + <usize>(first * outWidth) * wideBytes, wideBytes, rows, outWidth, onto, filters,
        );
      }
    }
  }
}

/**
 * The taps `r + s·j` of a filter `[height, width, channels, filters]`, last first and with channels and filters exchanged:
 * correlating the output's gradient with them gives the input's at the places of that remainder.
 */
export function turnFilter(
  w: usize, width: i32, channels: i32, filters: i32,
  firstY: i32, stepY: i32, tapsY: i32, firstX: i32, stepX: i32, tapsX: i32, to: usize,
): void {
  for (let y = tapsY - 1; y >= 0; y--) {
    for (let x = tapsX - 1; x >= 0; x--) {
      const tap = w + (<usize>(((firstY + y * stepY) * width + firstX + x * stepX) * channels * filters) << 2);
      for (let n = 0; n < filters; n++) {
        for (let c = 0; c < channels; c++, to += 4) store<f32>(to, load<f32>(tap + (<usize>(c * filters + n) << 2)));
      }
    }
  }
}
