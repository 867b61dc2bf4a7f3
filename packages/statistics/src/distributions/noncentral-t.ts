import { incompleteBeta } from "../special/incomplete-beta.js";
import { logGamma } from "../special/log-gamma.js";
import { chiSquaredSurvival } from "./chi-squared.js";
import { normalCdf, normalDensity } from "./normal.js";
import { studentTCdf } from "./student-t.js";

/**
 * P(T ≤ t) for the noncentral t distribution with `df` degrees of freedom and noncentrality δ, to about 1e-12 absolute.
 *
 *     t ≥ 0:  Φ(−δ) + ½ Σ_j [ p_j I_x(j + ½, df/2) + q_j I_x(j + 1, df/2) ],  x = t²/(t² + df),  m = δ²/2
 *     p_j = e^(−m) m^j / j!,   q_j = sign(δ) e^(−m) m^(j+½) / Γ(j + 3/2);      t < 0:  1 − P(T ≤ −t; −δ)
 *
 * Summed around the largest weight, j ≈ m, so that a large δ does not underflow. The sum has some 20·|δ| terms: above 12 an
 * integral of as many points for every δ is taken instead.
 *
 * @see R. V. Lenth, "Algorithm AS 243: Cumulative distribution function of the non-central t distribution", Applied Statistics 38, 1989.
 */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  if (noncentrality === 0) return studentTCdf(t, df);
  if (t < 0) return 1 - noncentralTCdf(-t, df, -noncentrality);
  if (Math.abs(noncentrality) > FAR) return farCdf(t, df, noncentrality);
  const mean = noncentrality ** 2 / 2;
  const reach = 10 * Math.sqrt(mean) + 50;
  const total = t * t + df;
  const beta = (a: number): number => incompleteBeta(a, df / 2, (t * t) / total, df / total).lower;
  const weight = (j: number): number => Math.exp(j * Math.log(mean) - mean - logGamma(j + 1));
  let sum = 0;
  for (let j = Math.max(0, Math.floor(mean - reach)); j <= mean + reach; j++) {
    sum += weight(j) * beta(j + 0.5) + Math.sign(noncentrality) * weight(j + 0.5) * beta(j + 1);
  }
  return Math.min(1, Math.max(0, normalCdf(-noncentrality) + sum / 2));
}

/** From here on Z + δ has the sign of δ but for a share below 1e-30. */
const FAR = 12;

/**
 * With t ≥ 0 and |δ| > 12: P(Z + δ ≤ t·√(χ²/df)) = ∫ φ(z) P(χ² ≥ df·((z + δ)/t)²) dz for δ > 0 and 1 for δ < 0, by the
 * trapezoidal rule, which is exact to rounding for a smooth integrand that fades like φ.
 */
function farCdf(t: number, df: number, noncentrality: number): number {
  if (noncentrality < 0) return 1;
  if (t === 0) return 0;
  const step = 1 / 16;
  const points = Array.from({ length: 2 * 9 * 16 + 1 }, (_, i) => -9 + i * step);
  const sum = points.reduce((total, z) => total + normalDensity(z) * chiSquaredSurvival(df * ((z + noncentrality) / t) ** 2, df), 0);
  return Math.min(1, step * sum);
}
