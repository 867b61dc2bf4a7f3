import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";

interface Geometry {
  readonly image: readonly [batch: number, height: number, width: number, channels: number];
  readonly filter: readonly [height: number, width: number, channels: number, filters: number];
  readonly strides: readonly [number, number];
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
}

// Batch of one, strides on odd and even sizes, channels not divisible by 4, filters not by 8, taps fewer than the stride.
const geometries: readonly Geometry[] = [
  { image: [3, 7, 5, 3], filter: [3, 3, 3, 10], strides: [1, 1], pads: [1, 1, 1, 1] },
  { image: [2, 8, 8, 16], filter: [3, 3, 16, 8], strides: [2, 2], pads: [0, 1, 0, 1] },
  { image: [2, 9, 8, 5], filter: [3, 2, 5, 7], strides: [2, 3], pads: [1, 1, 1, 0] },
  { image: [1, 6, 7, 4], filter: [1, 1, 4, 9], strides: [2, 2], pads: [0, 0, 0, 0] },
  { image: [2, 5, 5, 1], filter: [5, 5, 1, 3], strides: [1, 1], pads: [2, 2, 2, 2] },
  { image: [2, 5, 6, 2], filter: [2, 2, 2, 3], strides: [3, 3], pads: [1, 0, 0, 1] },
  { image: [1, 3, 3, 20], filter: [3, 3, 20, 17], strides: [1, 1], pads: [0, 0, 0, 0] },
  { image: [1, 40, 33, 4], filter: [3, 3, 4, 8], strides: [1, 1], pads: [1, 1, 1, 1] },
];

/** Visits every product x[i]·k[j] of the definition, with the place of the output that it belongs to. */
function forEachProduct({ image, filter, strides, pads }: Geometry, visit: (i: number, j: number, o: number) => void): void {
  const [batch, height, width, channels] = image;
  const [kernelHeight, kernelWidth, , filters] = filter;
  const [, rows, columns] = outputShape({ image, filter, strides, pads });
  for (let b = 0; b < batch; b++)
    for (let r = 0; r < rows; r++)
      for (let s = 0; s < columns; s++)
        for (let u = 0; u < kernelHeight; u++)
          for (let v = 0; v < kernelWidth; v++) {
            const [y, x] = [r * strides[0] + u - pads[0], s * strides[1] + v - pads[2]];
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            for (let c = 0; c < channels; c++)
              for (let f = 0; f < filters; f++)
                visit(
                  ((b * height + y) * width + x) * channels + c,
                  ((u * kernelWidth + v) * channels + c) * filters + f,
                  ((b * rows + r) * columns + s) * filters + f,
                );
          }
}

function outputShape({ image, filter, strides, pads }: Geometry): [number, number, number, number] {
  const along = (length: number, size: number, stride: number) => Math.floor((length - size) / stride) + 1;
  return [
    image[0],
    along(image[1] + pads[0] + pads[1], filter[0], strides[0]),
    along(image[2] + pads[2] + pads[3], filter[1], strides[1]),
    filter[3],
  ];
}

const random = (shape: readonly number[], seed: number): tf.Tensor => tf.randomNormal([...shape], 0.1, 1, "float32", seed);

/** The three convolutions equal their definition. */
export function testConvolutions(): void {
  describe.each(geometries)("image $image, filter $filter, strides $strides, pads $pads", (geometry) => {
    const { image, filter, strides, pads } = geometry;
    const given = () => {
      const [x, k, u] = [random(image, 1), random(filter, 2), random(outputShape(geometry), 3)];
      return { x, k, u, xs: x.dataSync(), ks: k.dataSync(), us: u.dataSync() };
    };
    const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

    test("the output is the sum of its definition", () => {
      const { x, k, xs, ks } = given();
      const expected = new Float64Array(size(outputShape(geometry)));
      forEachProduct(geometry, (i, j, o) => (expected[o]! += xs[i]! * ks[j]!));
      const [y] = runOp("Conv2d", [x, k], { strides, pads })!;
      expect(y!.shape).toEqual(outputShape(geometry));
      expect(y!.dataSync()).toBeAllClose(expected, { abs: 2e-5 });
    });

    test("the input's gradient is the transpose in x", () => {
      const { k, u, ks, us } = given();
      const expected = new Float64Array(size(image));
      forEachProduct(geometry, (i, j, o) => (expected[i]! += us[o]! * ks[j]!));
      const [dx] = runOp("Conv2dInputGradient", [u, k], { strides, pads, inputShape: image })!;
      expect(dx!.dataSync()).toBeAllClose(expected, { abs: 2e-5 });
    });

    test("the filter's gradient is the transpose in k", () => {
      const { x, u, xs, us } = given();
      const expected = new Float64Array(size(filter));
      forEachProduct(geometry, (i, j, o) => (expected[j]! += us[o]! * xs[i]!));
      const [dk] = runOp("Conv2dFilterGradient", [x, u], { strides, pads, kernelShape: filter })!;
      // Sums of up to 1,300 products of size 1.
      expect(dk!.dataSync()).toBeAllClose(expected, { abs: 5e-5 });
    });
  });
}
