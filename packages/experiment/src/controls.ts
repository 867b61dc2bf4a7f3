import type { Learned } from "@evenkeel/core";

/** A run config laid over that of its method. */
export type Overlay = Readonly<Record<string, unknown>>;

export interface Control {
  readonly name: "frozen" | "permuted" | "uniform-mass" | "train-only";
  readonly title: string;
  readonly note: string;
  readonly overlay: Overlay;
  /** True if its weights are those that the method found in the same trial. */
  readonly needsContributions: boolean;
}

/** Stands in a config for the contributions that a method found in the same trial. */
export const CONTRIBUTIONS_OF = "contributions of ";

/**
 * What must be shown beside anything learned, so that a gain is not taken for what it is not.
 *
 * Two of them may come out as the same run, or as a run that is there already: equal configs are run once.
 */
export function controlsOf(method: string, title: string, learned: Learned): Control[] {
  const off = { weighter: { name: "uniform" }, training: { rows: "train" } };
  const fixed = (arrangement: string): Overlay => ({
    weighter: { name: "fixed-contributions", arrangement, weights: CONTRIBUTIONS_OF + method },
    training: { rows: "train" },
  });
  const isKept = learned.what === "contributions";
  return [
    { name: "frozen", title: `${title}, frozen`, note: "the same rows and steps, learning off", overlay: off, needsContributions: false },
    {
      name: "permuted",
      title: `${title}, permuted`,
      note: isKept
        ? "the final weights, shuffled within the class, from the start"
        : "the weights of each batch, shuffled within the class",
      overlay: isKept ? fixed("shuffled") : { training: { permuteWeights: true } },
      needsContributions: isKept,
    },
    {
      name: "uniform-mass",
      title: `${title}, uniform mass`,
      note: isKept ? "every synthetic row has the mean weight of its class" : "every row has the mean weight",
      overlay: learned.meanIsOne || !isKept ? off : fixed("mean"),
      needsContributions: isKept && !learned.meanIsOne,
    },
    {
      name: "train-only",
      title: `${title}, train only`,
      note: "without the meta rows and without learning: the price of setting them apart",
      overlay: off,
      needsContributions: false,
    },
  ];
}
