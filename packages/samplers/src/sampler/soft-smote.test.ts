import { countClasses, randomState } from "@evenkeel/core";
import { randomRows, testSampler } from "@evenkeel/testing";
import { expect, test } from "vitest";
import softSmote from "./soft-smote.js";

testSampler(softSmote);

test("mixes labels as it mixes rows, with partners of other classes", () => {
  const train = randomRows(1, [60, 6]);
  const {
    origin: { pairing },
    targets,
  } = softSmote
    .create({ kNeighbors: 5, space: "input", samplingStrategy: "auto" })
    .resample(train, { classCounts: countClasses(train.labels, 2) }, randomState(2)).synthetic!;
  const foreign = Array.from(pairing!.partner.keys()).filter((i) => train.labels[pairing!.partner[i]!] === 0);
  expect(foreign.length).toBeGreaterThan(0);
  for (const i of foreign) expect(targets[2 * i]).toBeCloseTo(1 - pairing!.coefficient[i]!, 6);
  expect(Array.from(pairing!.anchor).every((row) => train.labels[row] === 1)).toBe(true);
});
