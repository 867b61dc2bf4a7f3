import { accumulate, copy } from "./lanes";

/** z = every `stride`-th row and column of images, from an offset. */
export function subsample(
  x: usize, z: usize, images: i32, height: i32, width: i32, channels: i32,
  offsetY: i32, offsetX: i32, strideY: i32, strideX: i32, rows: i32, columns: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let image = 0; image < images; image++) {
    for (let i = 0; i < rows; i++) {
      let from = x + <usize>((image * height + offsetY + i * strideY) * width + offsetX) * pixel;
      for (let j = 0; j < columns; j++, z += pixel, from += <usize>strideX * pixel) copy(z, from, pixel);
    }
  }
}

/** The transpose of `subsample`: z = u on a lattice of zeros. */
export function spread(
  u: usize, z: usize, images: i32, height: i32, width: i32, channels: i32,
  offsetY: i32, offsetX: i32, strideY: i32, strideX: i32, rows: i32, columns: i32,
): void {
  const pixel = <usize>channels << 2;
  memory.fill(z, 0, <usize>(images * height * width) * pixel);
  for (let image = 0; image < images; image++) {
    for (let i = 0; i < rows; i++) {
      let to = z + <usize>((image * height + offsetY + i * strideY) * width + offsetX) * pixel;
      for (let j = 0; j < columns; j++, u += pixel, to += <usize>strideX * pixel) copy(to, u, pixel);
    }
  }
}

/** The mean of each window's entries inside the image. */
export function averagePool(
  x: usize, z: usize, images: i32, height: i32, width: i32, channels: i32,
  windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32, rows: i32, columns: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let image = 0; image < images; image++, x += <usize>(height * width) * pixel) {
    for (let i = 0; i < rows; i++) {
      const firstY = max(0, i * strideY - top), endY = min(height, i * strideY - top + windowHeight);
      for (let j = 0; j < columns; j++, z += pixel) {
        const firstX = max(0, j * strideX - left), endX = min(width, j * strideX - left + windowWidth);
        memory.fill(z, 0, pixel);
        for (let y = firstY; y < endY; y++) {
          for (let column = firstX; column < endX; column++) accumulate(z, x + <usize>(y * width + column) * pixel, pixel);
        }
        const share: f32 = <f32>1 / <f32>((endY - firstY) * (endX - firstX));
        for (let o: usize = 0; o < pixel; o += 4) store<f32>(z + o, load<f32>(z + o) * share);
      }
    }
  }
}

/** Where in x, counted in numbers, the largest entry of each window stands; the first of equals. */
export function largestPositions(
  x: usize, positions: usize, images: i32, height: i32, width: i32, channels: i32,
  windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32, rows: i32, columns: i32,
): void {
  for (let image = 0; image < images; image++) {
    for (let i = 0; i < rows; i++) {
      const firstY = max(0, i * strideY - top), endY = min(height, i * strideY - top + windowHeight);
      for (let j = 0; j < columns; j++) {
        const firstX = max(0, j * strideX - left), endX = min(width, j * strideX - left + windowWidth);
        for (let c = 0; c < channels; c++, positions += 4) {
          let best = ((image * height + firstY) * width + firstX) * channels + c;
          for (let y = firstY; y < endY; y++) {
            for (let column = firstX; column < endX; column++) {
              const at = ((image * height + y) * width + column) * channels + c;
              if (load<f32>(x + (<usize>at << 2)) > load<f32>(x + (<usize>best << 2))) best = at;
            }
          }
          store<i32>(positions, best);
        }
      }
    }
  }
}
