import { numbersOf } from "@evenkeel/autodiff";
import { randomState } from "@evenkeel/core";
import { useCpu } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { initialBias, type Initialization, initialKernel } from "./initialization.js";

useCpu();

const rootMeanSquare = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// 3×3 taps of 8 channels: fan-in 72, fan-out 144. A uniform law on ±b has deviation b/√3. 10,368 draws: 3 % is five deviations.
const laws: Record<Initialization, { deviation: number; bound: number }> = {
  "pytorch-default": { deviation: 1 / Math.sqrt(72 * 3), bound: 1 / Math.sqrt(72) },
  "glorot-uniform": { deviation: Math.sqrt(6 / 216 / 3), bound: Math.sqrt(6 / 216) },
  "he-normal": { deviation: Math.sqrt(2 / 72), bound: Number.POSITIVE_INFINITY },
};

test.each(Object.entries(laws) as [Initialization, (typeof laws)["he-normal"]][])(
  "%s has its deviation and bound",
  (law, { deviation, bound }) => {
    const draws = Float32Array.from(
      Array.from({ length: 9 }, (_, seed) => [...numbersOf(initialKernel(law, [3, 3, 8, 16], randomState(seed)))]).flat(),
    );
    expect(rootMeanSquare(draws) / deviation).toBeCloseTo(1, 1.5);
    expect(largest(draws)).toBeLessThanOrEqual(bound);
  },
);

test("only PyTorch's default draws biases", () => {
  const bias = (law: Initialization): number => largest(numbersOf(initialBias(law, [4, 50], randomState(0))));
  expect([bias("he-normal"), bias("glorot-uniform")]).toEqual([0, 0]);
  expect(bias("pytorch-default")).toBeGreaterThan(0.4);
  expect(bias("pytorch-default")).toBeLessThanOrEqual(0.5);
});
