import { type AnyRows, randomState } from "@evenkeel/core";
import { rowsOf } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import borderline from "./anchor/borderline.js";
import { catalogs } from "./components.gen.js";
import { pairingContext } from "./pairing/pairing-context.js";
import nearestSameClass from "./partner/nearest-same-class.js";

/** In the inputs, rows of class 1 lie beside rows of class 0; in the embedding, away from them and in another order. */
const train = rowsOf([[0], [1], [2], [3], [4], [5], [6], [7], [0.1], [2.1], [4.1]], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
const places = [0, 1, 2, 3, 4, 5, 6, 7, 100, 120, 101];
const embedded = (): AnyRows => ({ ...train, featureShape: [2], features: Float64Array.from(places.flatMap((place) => [place, 0])) });
const counts = [8, 3];

const samplers = ["smote", "soft-smote", "adasyn", "borderline-smote"];

test("partners are the nearest in the space that is asked for", () => {
  const context = pairingContext(train, counts, embedded);
  const first = (space: "input" | "embedding") => nearestSameClass.create({ kNeighbors: 1, space }).candidates(context, 1).at(8, 0);
  expect([first("input"), first("embedding")]).toEqual([9, 10]);
});

test("so are the rows near a border", () => {
  const context = pairingContext(train, counts, embedded);
  const pool = (space: "input" | "embedding") => borderline.create({ mNeighbors: 4, samplingStrategy: "auto", space }).pool(context, 1);
  // All of the four nearest to row 9 are of the other class in the inputs.
  expect(pool("input")).not.toContain(9);
  expect(pool("embedding")).toEqual(Int32Array.of(8, 9, 10));
});

describe("made rows are mixes of inputs, wherever their neighbours are found", () => {
  test("of SMOTE", () => {
    const component = catalogs.sampler.get("smote");
    const config = component.schema.parse({ name: "smote", kNeighbors: 1, space: "embedding" });
    const { synthetic } = component.create(config as never).resample(train, { classCounts: counts, embedded }, randomState(1));
    const { anchor, partner } = synthetic!.origin.pairing!;
    expect(synthetic!.featureShape).toEqual([1]);
    const nearestOf = new Map([
      [8, 10],
      [9, 10],
      [10, 8],
    ]);
    Array.from(anchor, (row, i) => expect(partner[i]).toBe(nearestOf.get(row)));
    Array.from(synthetic!.features, (value, i) => {
      const ends = [train.features[anchor[i]!]!, train.features[partner[i]!]!];
      expect(value).toBeGreaterThanOrEqual(Math.min(...ends));
      expect(value).toBeLessThanOrEqual(Math.max(...ends));
    });
  });
});

test.each(samplers)("%s says in its declaration whether it embeds", (name) => {
  const component = catalogs.sampler.get(name);
  const declared = (space: string) => component.declares(component.schema.parse({ name, space }) as never, () => ({}) as never).embeds;
  expect(["input", "embedding"].map(declared)).toEqual([false, true]);
});

test("a mixer has no embedding to look for neighbours in", () => {
  expect(() => nearestSameClass.create({ kNeighbors: 1, space: "embedding" }).candidates(pairingContext(train, counts), 1)).toThrow(
    "space: expected `input` for a mixer, which finds neighbours once and not at every draw, got `embedding`. Leave `partner.space` out, or mix with `sampler=pairing`.",
  );
});
