import { rowsOf } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import borderline from "./borderline.js";

// On a line: a safe group of class 1, one row of it by the border, one within class 0.
const train = rowsOf(
  [0, 0.1, 0.2, 3, 3.9, 4, 4.1, 8, 8.1, 8.2, 8.3].map((x) => [x]),
  [1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0],
);

test("takes rows of which half the neighbours, but not all, are of another class", () => {
  const context = pairingContext(train, [6, 5]);
  const anchor = borderline.create({ mNeighbors: 4, space: "input", samplingStrategy: "auto" });
  expect(Array.from(anchor.pool(context, 1))).toEqual([3]);
  expect(anchor.counts(context)).toEqual([0, 1]);
});

test("leaves a class without such rows as it is", () => {
  const context = pairingContext(train, [6, 5]);
  expect(borderline.create({ mNeighbors: 1, space: "input", samplingStrategy: "auto" }).counts(context)).toEqual([0, 0]);
});
