import { randomState } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import beta from "./beta.js";

// numpy 2.4.6: r = np.random.RandomState(11); [r.beta(a, a) for _ in range(5)]
const reference: readonly (readonly [number, readonly number[]])[] = [
  [0.002, [1.0, 5.543028130385442e-98, 4.654559118843877e-32, 0.0, 1.0]],
  [0.2, [0.9999852838461206, 0.09626703481338461, 0.32707403639900534, 1.2401994740060541e-8, 0.9999266622236563]],
  [1, [0.9024994454072202, 0.46399001636008846, 0.02555383925121974, 0.8703517329343358, 0.207025766691683]],
  [2.5, [0.7689043999420448, 0.5547231737924517, 0.35533656411325426, 0.7505807241126441, 0.4182246241498841]],
];

describe("draws what NumPy's RandomState draws", () => {
  for (const [alpha, expected] of reference) {
    test(`α = ${alpha}`, () => {
      const rng = randomState(11);
      const coefficient = beta.create({ alpha, per: "example" });
      expect(expected.map(() => coefficient.draw(rng))).toBeAllClose(expected, { abs: 1e-300, rel: 1e-12 });
    });
  }
});

test("has mean ½ and variance 1 / (4(2α + 1))", () => {
  for (const alpha of [0.3, 1, 4]) {
    const rng = randomState(5);
    const coefficient = beta.create({ alpha, per: "example" });
    const draws = Array.from({ length: 20_000 }, () => coefficient.draw(rng));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    expect(mean).toBeAllClose(0.5, { abs: 0.012, rel: 0 });
    expect(variance).toBeAllClose(1 / (4 * (2 * alpha + 1)), { abs: 0, rel: 0.03 });
  }
});
