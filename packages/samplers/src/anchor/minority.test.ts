import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { pairingContext } from "../pairing/pairing-context.js";
import minority from "./minority.js";

test("draws from the small classes what the strategy adds, counted in the rows it sees", () => {
  const train = randomRows(1, [12, 5, 7]);
  // Original counts differ from those of the rows, as after a first sampler.
  const context = pairingContext(train, [99, 5, 7]);
  const anchor = minority.create({ samplingStrategy: "auto" });
  expect(anchor.counts(context)).toEqual([0, 7, 5]);
  expect(Array.from(anchor.pool(context, 1), (row) => train.labels[row])).toEqual([1, 1, 1, 1, 1]);
});
