import { type AnyRows, type PairingContext, positionsByClass } from "@evenkeel/core";

/** What the parts of a pairing look at, for these training rows. */
export function pairingContext(train: AnyRows, classCounts: readonly number[], embedded?: PairingContext["embedded"]): PairingContext {
  return { train, positions: positionsByClass(train.labels, train.numClasses), classCounts, ...(embedded && { embedded }) };
}
