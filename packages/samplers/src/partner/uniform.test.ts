import { countClasses } from "@evenkeel/core";
import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import uniform from "./uniform.js";

test("candidates are all training rows, whoever the anchor", () => {
  const train = randomRows(1, [5, 4]);
  const { count, at } = uniform.create({}).candidates(pairingContext(train, countClasses(train.labels, 2)), 0);
  expect(Array.from({ length: count as number }, (_, index) => at(3, index))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
