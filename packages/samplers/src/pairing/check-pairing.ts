import { type Candidates, mistakeOf } from "@evenkeel/core";

const isWhole = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;
const isPosition = (value: unknown, numRows: number): boolean => isWhole(value, 0) && (value as number) < numRows;

/** @throws UserError for counts that are no numbers of rows, one for each class. */
export function checkCounts(counts: readonly number[], numClasses: number): void {
  if (counts.length !== numClasses) throw mistakeOf("anchor", `a count for each of ${numClasses} classes`, counts.length);
  const stray = counts.findIndex((count) => !isWhole(count, 0));
  if (stray >= 0) throw mistakeOf("anchor", "whole counts of rows from 0 on", counts[stray]);
}

/** @throws UserError for a pool that holds no row, or one that is not there. */
export function checkPool(pool: Int32Array, numRows: number): void {
  if (pool.length === 0) throw mistakeOf("anchor", "a pool of rows for a class that is to get some", "none");
  const stray = pool.find((position) => !isPosition(position, numRows));
  if (stray !== undefined) throw mistakeOf("anchor", `a pool of positions in the ${numRows} training rows`, stray);
}

/** How many candidates an anchor has. @throws UserError unless that is a whole number from 1 on. */
export function candidateCount({ count }: Candidates, anchor: number): number {
  const own = typeof count === "number" ? count : count(anchor);
  if (!isWhole(own, 1)) throw mistakeOf("partner", "a whole number of candidates from 1 on", own);
  return own;
}

/** @throws UserError for a weight that is none, and where no candidate has any. */
export function checkWeights(weights: readonly number[], anchor: number): void {
  const stray = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (stray >= 0) throw mistakeOf("partner", `finite weights of candidates from 0 on for row ${anchor}`, weights[stray]);
  if (!weights.some((weight) => weight > 0)) throw mistakeOf("partner", `a candidate of weight above 0 for row ${anchor}`, "0 for all");
}

/** @throws UserError for a partner that is no training row. */
export function checkPartner(partner: number, numRows: number): void {
  if (!isPosition(partner, numRows)) throw mistakeOf("partner", `candidates to be positions in the ${numRows} training rows`, partner);
}

/** @throws UserError for λ or λ_y outside [0, 1]. */
export function checkShare(role: "coefficient" | "label", share: number): void {
  if (!(share >= 0 && share <= 1))
    throw mistakeOf(role, role === "label" ? "a share of the anchor's class in [0, 1]" : "λ in [0, 1]", share);
}
