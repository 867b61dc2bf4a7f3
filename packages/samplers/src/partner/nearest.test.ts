import { countClasses } from "@evenkeel/core";
import { rowsOf } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import nearest from "./nearest.js";

const train = rowsOf([[0], [0.1], [1], [0.25]], [0, 1, 0, 1]);
const context = pairingContext(train, countClasses(train.labels, 2));

test("candidates are the nearest rows of any class, without the anchor", () => {
  const candidates = nearest.create({ kNeighbors: 3, space: "input" }).candidates(context, 0);
  expect([0, 1, 2].map((index) => candidates.at(0, index))).toEqual([1, 3, 2]);
});

test("refuses more neighbours than there are other rows", () => {
  expect(() => nearest.create({ kNeighbors: 4, space: "input" }).candidates(context, 0)).toThrow(
    "nearest: expected more than `kNeighbors` = 4 training rows, got 4. Lower it: `sampler.kNeighbors=3`",
  );
});
