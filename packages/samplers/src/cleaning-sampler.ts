import { type AnyRows, NotPossibleError, type Sampler } from "@evenkeel/core";
import { type CleaningStrategy, cleanedClasses } from "./reducing-strategy.js";
import { pairingContext } from "./pairing/pairing-context.js";

/** What a cleaning rule looks at. */
export interface Cleaning {
  readonly train: AnyRows;
  /** Positions of each class, ascending. */
  readonly positions: readonly Int32Array[];
  /** Whether each class may lose rows. */
  readonly isCleaned: readonly boolean[];
}

/** Keeps the rows that a rule names, once for the run; nothing is drawn. */
export function cleaningSampler(component: string, strategy: CleaningStrategy, keep: (cleaning: Cleaning) => Int32Array): Sampler {
  return {
    resample(train, { classCounts }) {
      const { positions } = pairingContext(train, classCounts);
      const isCleaned = cleanedClasses(component, strategy, { counts: positions.map((own) => own.length), names: train.classNames });
      const rows = keep({ train, positions, isCleaned });
      const kept = new Set(Array.from(rows, (row) => train.labels[row]));
      const lost = positions.findIndex((own, label) => own.length > 0 && !kept.has(label));
      if (lost >= 0)
        throw new NotPossibleError(
          `${component}: expected a row of every class to remain, got none of class "${train.classNames[lost]}". Leave the class out of \`samplingStrategy\`.`,
        );
      return { rows };
    },
  };
}
