import { randomState } from "@evenkeel/core";
import { randomRows, testMixer } from "@evenkeel/testing";
import { expect, test } from "vitest";
import mamix from "./mamix.js";
import mixup from "./mixup.js";

testMixer(mamix);

const train = randomRows(1, [40, 8]);
const batch = Int32Array.from({ length: 16 }, (_, i) => i);

test("on balanced counts, or without ω, it is Mixup", () => {
  const plain = mixup.create({ alpha: 1, at: "input" }).pair(batch, train, [40, 8], randomState(2))!;
  for (const [omega, counts] of [
    [0.25, [24, 24]],
    [0, [40, 8]],
  ] as const) {
    const mixed = mamix.create({ alpha: 1, at: "input", omega }).pair(batch, train, counts, randomState(2))!;
    expect(mixed.labelCoefficient).toBeAllClose(plain.labelCoefficient, { abs: 1e-15, rel: 1e-14 });
  }
});

test("reads the original counts it is given, not those of the rows", () => {
  const labels = (counts: readonly number[]): Float64Array =>
    mamix.create({ alpha: 1, at: "input", omega: 1 }).pair(batch, train, counts, randomState(3))!.labelCoefficient;
  expect(labels([400, 8])).not.toEqual(labels([40, 8]));
});
