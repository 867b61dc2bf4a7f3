import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import natural from "./natural.js";

test("draws every class in proportion to its rows", () => {
  const context = pairingContext(randomRows(1, [12, 5, 7]), [12, 5, 7]);
  const anchor = natural.create({ perRow: 2 });
  expect(anchor.counts(context)).toEqual([24, 10, 14]);
  expect(anchor.pool(context, 2)).toEqual(context.positions[2]);
});
