import { type Anchor, type Coefficient, type Partner, randomState } from "@evenkeel/core";
import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { drawPairing, type PairingParts } from "./draw-pairing.js";
import { pairingContext } from "./pairing-context.js";

const train = randomRows(1, [4, 2]);
const right: PairingParts = {
  anchor: { counts: () => [0, 2], pool: () => Int32Array.of(4, 5) },
  partner: { candidates: () => ({ count: 2, at: (_, index) => 4 + index }) },
  coefficient: { per: "example", draw: (rng) => rng.double() },
  label: () => 1,
};
const draw = (parts: Partial<PairingParts>) => drawPairing({ ...right, ...parts }, pairingContext(train, [4, 2]), () => randomState(1));
const anchor = (own: Partial<Anchor>): Partial<PairingParts> => ({ anchor: { ...right.anchor, ...own } });
const partner = (own: ReturnType<Partner["candidates"]>): Partial<PairingParts> => ({ partner: { candidates: () => own } });
const coefficient = (value: number, per: Coefficient["per"]): Partial<PairingParts> => ({ coefficient: { per, draw: () => value } });
const at = (): number => 4;

test.each([
  ["anchor: expected a count for each of 2 classes, got 1", anchor({ counts: () => [2] })],
  ["anchor: expected whole counts of rows from 0 on, got 1.5", anchor({ counts: () => [0, 1.5] })],
  ["anchor: expected whole counts of rows from 0 on, got -1", anchor({ counts: () => [-1, 2] })],
  ["anchor: expected whole counts of rows from 0 on, got undefined", anchor({ counts: () => [undefined as never, 2] })],
  ["anchor: expected a pool of rows for a class that is to get some, got none", anchor({ pool: () => new Int32Array() })],
  ["anchor: expected a pool of positions in the 6 training rows, got 6", anchor({ pool: () => Int32Array.of(5, 6) })],
  ["partner: expected a whole number of candidates from 1 on, got 0", partner({ count: 0, at })],
  ["partner: expected a whole number of candidates from 1 on, got NaN", partner({ count: () => Number.NaN, at })],
  [
    "partner: expected candidates to be positions in the 6 training rows, got undefined",
    partner({ count: 2, at: () => undefined as never }),
  ],
  ["partner: expected candidates to be positions in the 6 training rows, got -1", partner({ count: () => 2, at: () => -1 })],
  ["partner: expected finite weights of candidates from 0 on for row", partner({ count: 2, at, weight: (_, i) => 2 * i - 1 })],
  ["partner: expected finite weights of candidates from 0 on for row", partner({ count: 2, at, weight: () => undefined as never })],
  ["partner: expected a candidate of weight above 0 for row", partner({ count: 2, at, weight: () => 0 })],
  ["coefficient: expected λ in [0, 1], got 1.2", coefficient(1.2, "example")],
  ["coefficient: expected λ in [0, 1], got NaN", coefficient(Number.NaN, "batch")],
  ["label: expected a share of the anchor's class in [0, 1], got -0.1", { label: () => -0.1 }],
  ["label: expected a share of the anchor's class in [0, 1], got undefined", { label: () => undefined as never }],
])("%s", (message, parts) => {
  expect(() => draw(right)).not.toThrow();
  expect(() => draw(parts)).toThrow(message);
});
