import { expect, test } from "vitest";
import { randomState, restoreRng, streams } from "./random.js";

// NumPy 1.26: numpy.random.RandomState(0)
test("draws what NumPy's RandomState draws", () => {
  expect(
    Array.from({ length: 3 }, () => 0).map(
      (
        (rng) => () =>
          rng.double()
      )(randomState(0)),
    ),
  ).toEqual([0.5488135039273248, 0.7151893663724195, 0.6027633760716439]);
  const rng = randomState(0);
  expect([rng.normal(), rng.normal()]).toEqual([1.764052345967664, 0.4001572083672233]);
  expect(Array.from(randomState(0).permutation(5))).toEqual([2, 0, 1, 3, 4]);
});

test("goes on from a saved state, kept normal included", () => {
  const rng = randomState(7);
  rng.normal();
  const copy = restoreRng(rng.state());
  expect([copy.normal(), copy.normal(), copy.uint32()]).toEqual([rng.normal(), rng.normal(), rng.uint32()]);
});

test("streams of one seed depend on their name alone", () => {
  const stream = streams(3);
  const first = stream("init").uint32();
  stream("batches").uint32();
  expect(streams(3)("init").uint32()).toBe(first);
  expect(stream("batches").uint32()).not.toBe(first);
});

test("refuses seeds that NumPy refuses", () => {
  expect(() => randomState(-1)).toThrow("expected a whole `seed` in [0, 2³²), got -1");
});
