import { checkGradients, numbersOf } from "@evenkeel/autodiff";
import { type Augmenter, randomState, streams, UserError } from "@evenkeel/core";
import { randomTensor, useCpu, testAugmenter } from "@evenkeel/testing";
import { tensor, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import cropAndFlip from "./crop-and-flip.js";

testAugmenter(cropAndFlip);
testAugmenter(cropAndFlip, { config: { padding: 0, flip: 1 }, featureShape: [3, 4, 1] });

useCpu();

const [HEIGHT, WIDTH, CHANNELS] = [5, 7, 3];
const make = (config: object, featureShape: readonly number[] = [HEIGHT, WIDTH, CHANNELS]): Augmenter =>
  cropAndFlip.create(cropAndFlip.schema.parse({ name: "crop-and-flip", ...config }), { featureShape, numClasses: 2 });

const place = { epoch: 0, batch: 0, step: 3 };
const given = (augmenter: Augmenter, count: number) => ({
  pixels: tensor1d(augmenter.inputs!(place, streams(1), count)["pixels"]!, "int32"),
});

/** Every image that the settings allow, by the definition: pad with zeros, cut, mirror. */
function allowed(image: readonly number[], padding: number, mirrored: readonly boolean[]): number[][] {
  const at = (row: number, column: number): readonly number[] =>
    row < 0 || column < 0 || row >= HEIGHT || column >= WIDTH
      ? new Array<number>(CHANNELS).fill(0)
      : image.slice((row * WIDTH + column) * CHANNELS, (row * WIDTH + column + 1) * CHANNELS);
  const shifts = Array.from({ length: 2 * padding + 1 }, (_, i) => i - padding);
  return shifts.flatMap((down) =>
    shifts.flatMap((right) =>
      mirrored.map((isMirrored) =>
        Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
          const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
          return at(row + down, (isMirrored ? WIDTH - 1 - column : column) + right);
        }).flat(),
      ),
    ),
  );
}

test.each([
  [{ padding: 2, flip: 0.5 }, [false, true], 50],
  [{ padding: 1, flip: 0 }, [false], 9],
  [{ padding: 0, flip: 1 }, [true], 1],
] as const)("%j gives each image that it may, and no other", (config, mirrored, kinds) => {
  const count = 600;
  const image = [...numbersOf(randomTensor([HEIGHT * WIDTH * CHANNELS], randomState(1)))];
  const augmenter = make(config);
  const features = tensor(Array.from({ length: count }, () => image).flat(), [count, HEIGHT, WIDTH, CHANNELS]);
  const changed = [...numbersOf(augmenter.apply!(features, given(augmenter, count)))];
  const size = image.length;
  const seen = new Set(Array.from({ length: count }, (_, i) => changed.slice(i * size, (i + 1) * size).join()));
  const all = new Set(allowed(image, config.padding, mirrored).map((each) => each.join()));
  expect(all.size).toBe(kinds);
  expect(seen).toEqual(all);
});

test("each image is its own, and derivatives pass to the pixels that are left", () => {
  const augmenter = make({ padding: 1 });
  const features = randomTensor([4, HEIGHT, WIDTH, CHANNELS]);
  expect(() => checkGradients((x) => augmenter.apply!(x, given(augmenter, 4)), features)).not.toThrow();
});

test("is for images", () => {
  expect(() => make({}, [30])).toThrow(UserError);
  expect(() => make({}, [30])).toThrow("augmenter=crop-and-flip: expected images, [height, width, channels], got features of shape [30].");
});
