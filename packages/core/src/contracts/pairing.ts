import type { Rng } from "../random/rng.js";
import type { AnyRows } from "../rows.js";

/** What the parts of a pairing may look at; drawing is not theirs. */
export interface PairingContext {
  readonly train: AnyRows;
  /** Positions in `train` of each class, ascending. */
  readonly positions: readonly Int32Array[];
  /** *Original* training counts, never those after sampling. */
  readonly classCounts: readonly number[];
  /**
   * The training rows with their embeddings in the place of their features, by the model as it is at this draw; before the first draw no
   * model was trained, and they are the rows as they are. Absent where rows are not drawn anew.
   */
  readonly embedded?: () => AnyRows;
}

/** Who is a. */
export interface Anchor {
  /** How many synthetic rows have an anchor of each class, `[numClasses]`. */
  counts(context: PairingContext): readonly number[];
  /** Positions in `train` among which the anchors of a class are drawn uniformly, with repetition. */
  pool(context: PairingContext, label: number): Int32Array;
  /** Why classes get no rows that could be expected to get some, in sentences. */
  leftOut?(context: PairingContext): readonly string[];
}

/** What an anchor says before there are data. */
export interface AnchorDeclares {
  /** Whether it measures distances between embeddings. */
  readonly embeds?: boolean;
}

/** Who is b. */
export interface Partner {
  /** What the anchors of a class may be paired with. */
  candidates(context: PairingContext, label: number): Candidates;
}

export interface PartnerDeclares {
  /** Whether a partner is always of the anchor's class: then every label rule gives that class. */
  readonly isSameClass?: boolean;
  /** Whether it measures distances between embeddings. */
  readonly embeds?: boolean;
}

/** The partners that an anchor may have; each is as likely as another, unless they are weighed. */
export interface Candidates {
  /** How many there are: the same for every anchor, or for each its own number of at least 1. */
  readonly count: number | ((anchor: number) => number);
  /** How likely a candidate is beside the others of its anchor, ≥ 0; without it each as likely as another. */
  weight?(anchor: number, index: number): number;
  /** Position in `train` of candidate `index` in [0, count), nearest first where that means something. */
  at(anchor: number, index: number): number;
}

/** The pair that a coefficient is drawn for; positions are in `context.train`. */
export interface CoefficientPair {
  readonly anchor: number;
  readonly partner: number;
  readonly context: Pick<PairingContext, "train" | "classCounts">;
}

/** The law of λ. */
export interface Coefficient {
  /**
   * λ in [0, 1].
   *
   * @param pair - left out for one draw for a whole batch.
   */
  draw(rng: Rng, pair?: CoefficientPair): number;
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

export interface LabelDeclares {
  /** Whether it gives the anchor's class, whatever the pair. */
  readonly isAnchorClass?: boolean;
}
