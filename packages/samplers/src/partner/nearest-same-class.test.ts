import { countClasses } from "@evenkeel/core";
import { rowsOf } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import nearestSameClass from "./nearest-same-class.js";

const train = rowsOf([[0], [0.1], [1], [0.2], [5], [0.3]], [0, 1, 0, 1, 0, 1]);
const context = pairingContext(train, countClasses(train.labels, 2));

test("candidates are the nearest rows of the anchor's class, nearest first", () => {
  const partner = nearestSameClass.create({ kNeighbors: 2, space: "input" });
  const candidates = partner.candidates(context, 0);
  expect([0, 1].map((index) => candidates.at(0, index))).toEqual([2, 4]);
});

test("refuses a class without enough rows", () => {
  expect(() => nearestSameClass.create({ kNeighbors: 3, space: "input" }).candidates(context, 1)).toThrow(
    'nearest-same-class: expected more than `kNeighbors` = 3 training rows of class "1", got 3.',
  );
});
