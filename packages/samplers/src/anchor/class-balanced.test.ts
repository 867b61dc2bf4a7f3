import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import classBalanced from "./class-balanced.js";

test("draws every class equally often", () => {
  const context = pairingContext(randomRows(1, [12, 5, 7]), [12, 5, 7]);
  expect(classBalanced.create({ perRow: 1 }).counts(context)).toEqual([8, 8, 8]);
});

test("draws nothing from a class without rows", () => {
  const context = pairingContext(randomRows(1, [12, 0, 6]), [12, 0, 6]);
  expect(classBalanced.create({ perRow: 1 }).counts(context)).toEqual([6, 0, 6]);
});
