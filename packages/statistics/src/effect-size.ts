import { differences, mean, pairedVariance, sampleVariance, sum } from "./summary.js";

/** Mean over standard deviation of the paired differences; NaN without variation. */
export function cohenDz(a: readonly number[], b: readonly number[]): number {
  const variance = pairedVariance(a, b);
  return variance === 0 ? Number.NaN : mean(differences(a, b)) / Math.sqrt(variance);
}

/** Difference of means over the pooled standard deviation of two samples; NaN without variation. */
export function cohenD(a: readonly number[], b: readonly number[]): number {
  const pooled = ((a.length - 1) * sampleVariance(a) + (b.length - 1) * sampleVariance(b)) / (a.length + b.length - 2);
  return pooled === 0 ? Number.NaN : (mean(a) - mean(b)) / Math.sqrt(pooled);
}

/** Hedges' factor against the bias of Cohen's d in small samples, 1 − 3/(4(n_a + n_b) − 9). */
export function hedgesCorrection(sizeA: number, sizeB: number): number {
  return 1 - 3 / (4 * (sizeA + sizeB) - 9);
}

/** P(a > b) − P(a < b) over all pairs. */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  return sum(a.flatMap((x) => b.map((y) => Math.sign(x - y)))) / (a.length * b.length);
}

/** Vargha and Delaney's A: P(a > b) + ½P(a = b) over all pairs. */
export function varghaDelaneyA(a: readonly number[], b: readonly number[]): number {
  return (cliffsDelta(a, b) + 1) / 2;
}
