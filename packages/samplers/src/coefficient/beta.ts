import { defineCoefficient, type Rng } from "@evenkeel/core";
import { z } from "zod";

/** λ ~ Beta(α, α): near 0 or 1 for α below 1, uniform at 1, near ½ above. */
export default defineCoefficient({
  name: "beta",
  summary: "λ ~ Beta(α, α)",
  config: {
    alpha: z.number().positive().default(1).describe("α; small values keep close to one of the two rows"),
    per: z.enum(["example", "batch"]).default("batch").describe("one draw for each example, or one for a batch"),
  },
  create: ({ alpha, per }) => ({ per, draw: (rng) => drawBeta(alpha, rng) }),
});

/**
 * Beta(α, α), draw for draw `numpy.random.RandomState.beta(alpha, alpha)`.
 *
 * @see Jöhnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", Metrika 8, 1964 (α ≤ 1); Marsaglia, Tsang, "A Simple Method
 * for Generating Gamma Variables", ACM TOMS 26, 2000 (α > 1).
 */
export function drawBeta(alpha: number, rng: Rng): number {
  if (alpha <= 1) return drawBetaJohnk(alpha, rng);
  const a = drawGamma(alpha, rng);
  const b = drawGamma(alpha, rng);
  return a / (a + b);
}

function drawBetaJohnk(alpha: number, rng: Rng): number {
  for (;;) {
    const [u, v] = [rng.double(), rng.double()];
    const [x, y] = [u ** (1 / alpha), v ** (1 / alpha)];
    if (x + y > 1) continue;
    if (x + y > 0) return x / (x + y);
    // Both powers underflowed: the same ratio from logarithms.
    const [logX, logY] = [Math.log(u) / alpha, Math.log(v) / alpha];
    return 1 / (1 + Math.exp(logY - logX));
  }
}

/** Gamma(shape, 1) for a shape above 1. */
function drawGamma(shape: number, rng: Rng): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = 1 + c * x;
    if (v <= 0) continue;
    const cube = v * v * v;
    const u = rng.double();
    if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d * (1 - cube + Math.log(cube))) return d * cube;
  }
}
