import { type Candidates, checkGiven } from "@evenkeel/core";

const isWhole = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;
const isPosition = (value: unknown, numRows: number): boolean => isWhole(value, 0) && (value as number) < numRows;
const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** @throws UserError for counts that are no numbers of rows, one for each class. */
export function checkCounts(counts: readonly number[], numClasses: number): void {
  checkGiven("anchor", counts.length === numClasses, `a count for each of ${numClasses} classes`, counts.length);
  const stray = counts.find((count) => !isWhole(count, 0));
  checkGiven("anchor", stray === undefined, "whole counts of rows from 0 on", stray);
}

/** @throws UserError for a pool that holds no row, or one that is not there. */
export function checkPool(pool: Int32Array, numRows: number): void {
  checkGiven("anchor", pool.length > 0, "a pool of rows for a class that is to get some", "none");
  const stray = pool.find((position) => !isPosition(position, numRows));
  checkGiven("anchor", stray === undefined, `a pool of positions in the ${numRows} training rows`, stray);
}

/** How many candidates an anchor has. @throws UserError unless that is a whole number from 1 on. */
export function candidateCount({ count }: Candidates, anchor: number): number {
  const own = typeof count === "number" ? count : count(anchor);
  checkGiven("partner", isWhole(own, 1), "a whole number of candidates from 1 on", own);
  return own;
}

/** @throws UserError for a weight that is none, and where no candidate has any. */
export function checkWeights(weights: readonly number[], anchor: number): void {
  const stray = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  checkGiven("partner", stray === undefined, `finite weights of candidates from 0 on for row ${anchor}`, stray);
  const has = weights.some((weight) => weight > 0);
  checkGiven("partner", has, `a candidate of weight above 0 for row ${anchor}`, "0 for all");
}

/** @throws UserError for a partner that is no training row. */
export function checkPartner(partner: number, numRows: number): void {
  checkGiven("partner", isPosition(partner, numRows), `candidates to be positions in the ${numRows} training rows`, partner);
}

/** @throws UserError for λ or λ_y outside [0, 1]. */
export function checkShare(role: "coefficient" | "label", share: number): void {
  checkGiven(role, isShare(share), role === "label" ? "a share of the anchor's class in [0, 1]" : "λ in [0, 1]", share);
}
