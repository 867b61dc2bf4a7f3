import type { Rng } from "../random.js";
import type { Dataset } from "./dataset.js";

/** What the four parts of a pairing may look at. */
export interface PairingContext {
  readonly train: Dataset;
  /** Positions in `train` of each class, ascending. */
  readonly positions: readonly Int32Array[];
  /** *Original* training counts, never those after sampling. */
  readonly classCounts: readonly number[];
  readonly rng: Rng;
}

/** Who is a: positions in `train` of the anchors, one per synthetic row, class by class. */
export interface Anchor {
  /** Draws what is needed of the rows of one class, given how many synthetic rows are wanted. */
  draw(context: PairingContext, label: number, count: number): Int32Array;
}

/** Who is b: the candidates among which the partner of an anchor is drawn uniformly. */
export interface Partner {
  /** Prepares, for one anchor class, the candidates of any anchor position, nearest first where that means something. */
  candidates(context: PairingContext, label: number): (anchor: number) => Int32Array;
}

/** The law of λ. */
export interface Coefficient {
  draw(rng: Rng): number;
  /** One draw for a whole batch, or one for each example. */
  readonly per: "example" | "batch";
}

/** What a label rule sees of one pair. */
export interface PairForLabel {
  /** λ, the weight of the anchor in the features. */
  readonly coefficient: number;
  readonly anchorClass: number;
  readonly partnerClass: number;
  /** *Original* training counts. */
  readonly classCounts: readonly number[];
  readonly anchor: number;
  readonly partner: number;
}

/** λ_y from the pairing: the share of the anchor's class in the synthetic row's label, in [0, 1]. */
export type Label = (pair: PairForLabel) => number;
