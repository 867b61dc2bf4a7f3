import type { Dataset, PairingContext } from "@evenkeel/core";

/** What the parts of a pairing look at, for these training rows. */
export function pairingContext(train: Dataset, classCounts: readonly number[]): PairingContext {
  const positions = Array.from({ length: train.numClasses }, (_, label) =>
    Int32Array.from(train.labels.keys()).filter((row) => train.labels[row] === label),
  );
  return { train, positions, classCounts };
}
