import { type Candidates, UserError } from "@evenkeel/core";

/** Refuses what a part of a pairing may not give, in the name of its role. */
function refuseUnless(holds: boolean, role: string, expected: string, got: unknown): void {
  if (!holds)
    throw new UserError(`${role}: expected ${expected}, got ${String(got)}. This is a mistake in the component, not in the settings.`);
}

const isWhole = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;
const isPosition = (value: unknown, numRows: number): boolean => isWhole(value, 0) && (value as number) < numRows;
const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** @throws UserError for counts that are no numbers of rows, one for each class. */
export function checkCounts(counts: readonly number[], numClasses: number): void {
  refuseUnless(counts.length === numClasses, "anchor", `a count for each of ${numClasses} classes`, counts.length);
  const stray = counts.find((count) => !isWhole(count, 0));
  refuseUnless(stray === undefined, "anchor", "whole counts of rows from 0 on", stray);
}

/** @throws UserError for a pool that holds no row, or one that is not there. */
export function checkPool(pool: ArrayLike<number>, numRows: number): void {
  refuseUnless(pool.length > 0, "anchor", "a pool of rows for a class that is to get some", "none");
  const stray = Array.from(pool).find((position) => !isPosition(position, numRows));
  refuseUnless(stray === undefined, "anchor", `a pool of positions in the ${numRows} training rows`, stray);
}

/** How many candidates an anchor has. @throws UserError unless that is a whole number from 1 on. */
export function candidateCount({ count }: Candidates, anchor: number): number {
  const own = typeof count === "number" ? count : count(anchor);
  refuseUnless(isWhole(own, 1), "partner", "a whole number of candidates from 1 on", own);
  return own;
}

/** @throws UserError for a weight that is none. */
export function checkWeights(weights: readonly number[], anchor: number): void {
  const stray = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  refuseUnless(stray === undefined, "partner", `finite weights of candidates from 0 on for row ${anchor}`, stray);
}

/** @throws UserError for a partner that is no training row. */
export function checkPartner(partner: number, numRows: number): void {
  refuseUnless(isPosition(partner, numRows), "partner", `candidates to be positions in the ${numRows} training rows`, partner);
}

/** @throws UserError for λ or λ_y outside [0, 1]. */
export function checkShare(role: "coefficient" | "label", share: number): void {
  refuseUnless(isShare(share), role, role === "label" ? "a share of the anchor's class in [0, 1]" : "λ in [0, 1]", share);
}
