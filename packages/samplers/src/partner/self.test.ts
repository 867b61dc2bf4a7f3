import { countClasses } from "@evenkeel/core";
import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import self from "./self.js";

test("the only candidate is the anchor", () => {
  const train = randomRows(1, [5, 4]);
  const { count, at } = self.create({}).candidates(pairingContext(train, countClasses(train.labels, 2)), 0);
  expect([count, at(7, 0)]).toEqual([1, 7]);
});
