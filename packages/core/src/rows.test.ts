import { describe, expect, test } from "vitest";
import { type Block, mix, oneHot, parentsOf, type Rows, union } from "./rows.js";

const blocks: readonly Block[] = [
  { name: "age", kind: "numeric", offset: 0, width: 1 },
  { name: "colour", kind: "one-hot", offset: 1, width: 3 },
];
const rows: Rows<Float64Array> = {
  count: 3,
  featureShape: [4],
  numClasses: 2,
  classNames: ["a", "b"],
  features: Float64Array.of(1, 1, 0, 0, 5, 0, 1, 0, -3, 0, 0, 1),
  targets: oneHot([0, 1, 1], 2),
  labels: Int32Array.of(0, 1, 1),
  ids: Int32Array.of(10, 11, 12),
  blocks,
};
const pairing = {
  anchor: Int32Array.of(0, 1, 2),
  partner: Int32Array.of(1, 2, 2),
  coefficient: Float64Array.of(0.25, 0.5, 0.5),
  labelCoefficient: Float64Array.of(0.5, 1, 1),
};

describe("mixing", () => {
  test("blends features and labels by their shares, and knows its parents", () => {
    const made = mix(rows, pairing, { nominal: "blend" });
    expect(Array.from(made.features)).toEqual([4, 0.25, 0.75, 0, 1, 0, 0.5, 0.5, -3, 0, 0, 1]);
    expect(Array.from(made.targets)).toEqual([0.5, 0.5, 0, 1, 0, 1]);
    // A row mixed with itself has one parent.
    expect(made.origin.parents).toEqual(
      parentsOf([
        [
          [10, 0.25],
          [11, 0.75],
        ],
        [
          [11, 0.5],
          [12, 0.5],
        ],
        [[12, 1]],
      ]),
    );
    expect(made.origin.relation).toEqual({ age: "convex", colour: "convex" });
    expect([Array.from(made.labels), Array.from(made.ids)]).toEqual([
      [0, 1, 1],
      [-1, -1, -1],
    ]);
  });

  test("votes on one-hot blocks: the parent with the larger share, the anchor of equals", () => {
    const made = mix(rows, pairing, { nominal: "vote" });
    expect(Array.from(made.features)).toEqual([4, 0, 1, 0, 1, 0, 1, 0, -3, 0, 0, 1]);
    expect(made.origin.relation).toEqual({ age: "convex", colour: "vote" });
  });

  test("composes the parents of rows that were mixed before, natural ones beside them", () => {
    const both = union(rows, mix(rows, pairing, { nominal: "vote" }));
    const again = {
      anchor: Int32Array.of(3),
      partner: Int32Array.of(1),
      coefficient: Float64Array.of(0.4),
      labelCoefficient: Float64Array.of(0.4),
    };
    const made = mix(both, again, { nominal: "blend" });
    const { ids, weights } = made.origin.parents;
    expect(Array.from(ids)).toEqual([10, 11]);
    expect(Array.from(weights)).toEqual([0.4 * 0.25, 0.4 * 0.75 + (1 - 0.4)]);
    // A blend of what was voted is no sum of the source.
    expect(made.origin.relation).toEqual({ age: "convex", colour: "vote" });
  });

  test("float32 rows are subtracted in float32 and rounded once", () => {
    const float32: Rows = { ...rows, features: Float32Array.of(0.1, 1, 0, 0, 0.7, 0, 1, 0, 0.3, 0, 0, 1) };
    const [value] = mix(float32, { ...pairing, coefficient: Float64Array.of(0.3, 0.5, 0.5) }, { nominal: "blend" }).features;
    const [a, b] = [Math.fround(0.1), Math.fround(0.7)];
    expect(value).toBe(Math.fround(a + (1 - 0.3) * Math.fround(b - a)));
  });
});

test("rows behind each other keep their parents: each natural row is its own", () => {
  const { count, ids, origin } = union(rows, mix(rows, pairing, { nominal: "blend" }));
  expect([count, Array.from(ids)]).toEqual([6, [10, 11, 12, -1, -1, -1]]);
  expect(Array.from(origin.parents.offsets)).toEqual([0, 1, 2, 3, 5, 7, 8]);
  expect(Array.from(origin.parents.ids.subarray(0, 5))).toEqual([10, 11, 12, 10, 11]);
});
