import { expect, test } from "vitest";
import { randomState } from "./random-state.js";
import { rngOf } from "./rng.js";
import { samplerRng, streams } from "./streams.js";
import { threefry } from "./threefry.js";

// NumPy 1.26: numpy.random.RandomState(0)
test("draws what NumPy's RandomState draws", () => {
  const doubles = randomState(0);
  expect([doubles.double(), doubles.double(), doubles.double()]).toEqual([0.5488135039273248, 0.7151893663724195, 0.6027633760716439]);
  const normals = randomState(0);
  expect([normals.normal(), normals.normal()]).toEqual([1.764052345967664, 0.4001572083672233]);
  expect(Array.from(randomState(0).permutation(5))).toEqual([2, 0, 1, 3, 4]);
});

// Random123 1.14, kat_vectors: threefry2x32, 20 rounds.
test.each([
  [
    [0x00000000, 0x00000000],
    [0x00000000, 0x00000000],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
])("Threefry gives the known answer for key %j", (key, counter, expected) => {
  const block = new Uint32Array(2);
  threefry(key[0]!, key[1]!, counter[0]!, counter[1]!, block);
  expect(Array.from(block)).toEqual(expected);
});

test("a stream is a function of seed, name and place alone", () => {
  const stream = streams(3);
  const first = stream("init").uint32();
  stream("order", 1).uint32();
  expect(streams(3)("init").uint32()).toBe(first);
  const words = [
    stream("init"),
    stream("init", 0),
    stream("init", 1),
    stream("init", 0, 1),
    stream("init", 1, 0),
    stream("order"),
    streams(4)("init"),
  ];
  expect(new Set(words.map((rng) => rng.uint32())).size).toBe(words.length);
});

test("a place beyond 32 bits is a place of its own", () => {
  const stream = streams(3);
  expect(stream("order", 2 ** 32 + 5).uint32()).not.toBe(stream("order", 5).uint32());
  expect(() => stream("order", -1)).toThrow("stream order: expected a place of whole numbers ≥ 0, got -1.");
});

test("a sampler draws from NumPy's generator, seeded by the place", () => {
  const stream = streams(3);
  const seed = stream("sampler", 2).uint32();
  expect(samplerRng(stream, 2).double()).toBe(randomState(seed).double());
});

test("words of a stream are uniform", () => {
  const rng = streams(1)("uniform");
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 160_000; i++) counts[Math.floor(16 * rng.double())]!++;
  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  // 15 degrees of freedom: above 37.7 once in a thousand.
  expect(chiSquared).toBeLessThan(37.7);
});

test("choosing takes each number at most once, and all of them if all are wanted", () => {
  const rng = streams(1)("choose");
  expect(new Set(rng.choose(1000, 40)).size).toBe(40);
  expect(Array.from(rng.choose(12, 12)).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(() => rng.choose(3, 4)).toThrow("expected a `count` in [0, 3], got 4");
});

test("an integer is below its bound at every size of the bound", () => {
  const rng = rngOf(() => 0xffffffff);
  expect([rng.integer(1), rng.integer(2), rng.integer(2 ** 32)]).toEqual([0, 1, 2 ** 32 - 1]);
});

test("refuses seeds that NumPy refuses", () => {
  expect(() => randomState(-1)).toThrow("expected a whole `seed` in [0, 2³²), got -1");
});
