import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { runOp } from "../run-op.js";

const image = () => tf.randomNormal([2, 7, 6, 5], 0, 1, "float32", 1) as tf.Tensor4D;
const allWindows = [
  { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] },
  { size: [3, 2], strides: [1, 2], pads: [1, 1, 0, 0] },
  { size: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
] as const;

/** Each output's window: the positions of its entries inside the image, for a batch `[2, 7, 6, 5]`. */
function positionsOf({ size, strides, pads: [top, bottom, left, right] }: (typeof allWindows)[number]): number[][] {
  const rows = Math.floor((7 + top + bottom - size[0]) / strides[0]) + 1;
  const columns = Math.floor((6 + left + right - size[1]) / strides[1]) + 1;
  return Array.from({ length: 2 * rows * columns * 5 }, (_, o) => {
    const [b, i, j, c] = [Math.floor(o / 5 / columns / rows), Math.floor(o / 5 / columns) % rows, Math.floor(o / 5) % columns, o % 5];
    const inside = Array.from(
      { length: size[0] * size[1] },
      (_, tap) => [i * strides[0] - top + Math.floor(tap / size[1]), j * strides[1] - left + (tap % size[1])] as const,
    );
    return inside.filter(([y, x]) => y >= 0 && y < 7 && x >= 0 && x < 6).map(([y, x]) => ((b * 7 + y) * 6 + x) * 5 + c);
  });
}

/** Pooling and thinning equal their definitions; without `padded`, padded windows are left out. */
export function testPooling({ padded }: { readonly padded: boolean }): void {
  const windows = allWindows.filter(({ pads }) => padded || pads.every((pad) => pad === 0));

  test.each(windows)("average pooling is the mean of the entries inside the image: $size, $strides, $pads", (how) => {
    const x = image();
    const values = x.dataSync();
    const expected = positionsOf(how).map((window) => window.reduce((sum, at) => sum + values[at]!, 0) / window.length);
    expect(runOp("AvgPool", [x], how)![0]!.dataSync()).toBeAllClose(expected);
  });

  test.each(windows)("the largest entry of each window is found where it stands: $size, $strides, $pads", (how) => {
    const x = image();
    const values = x.dataSync();
    const expected = positionsOf(how).map((window) => window.reduce((best, at) => (values[at]! > values[best]! ? at : best)));
    const [index] = runOp("MaxPoolIndex", [x], how)!;
    expect(index!.dtype).toBe("int32");
    expect([...index!.dataSync()]).toEqual(expected);
  });

  test("of equal entries the first is the largest", () => {
    expect([
      ...runOp("MaxPoolIndex", [tf.ones([1, 2, 2, 1])], { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] })![0]!.dataSync(),
    ]).toEqual([0]);
  });

  test("thinning takes a lattice of pixels, and its transpose puts them back among zeros", () => {
    const x = image();
    const lattice = { offset: [1, 0], strides: [2, 3], size: [3, 2] };
    const [thinned] = runOp("Subsample", [x], lattice)!;
    const expected = tf.gather(tf.gather(x, tf.tensor1d([1, 3, 5], "int32"), 1), tf.tensor1d([0, 3], "int32"), 2);
    expect([...thinned!.dataSync()]).toEqual([...expected.dataSync()]);
    const [spread] = runOp("SubsampleTranspose", [thinned!], { ...lattice, inputShape: x.shape })!;
    const onLattice = runOp("Subsample", [spread!], lattice)![0]!;
    expect([...onLattice.dataSync()]).toEqual([...thinned!.dataSync()]);
    expect(tf.sum(tf.abs(spread!)).dataSync()).toBeAllClose(tf.sum(tf.abs(thinned!)).dataSync());
  });
}
