/** What decides which state of the model is tested. */
export interface Watched {
  /** Rows whose scores are read; they are neither trained on nor, unless said so, tested. */
  readonly set: "validation" | "test";
  /** The name of a score: `loss`, or one that a metric of the run describes, such as `average_precision`. */
  readonly score: string;
  /** Evaluations without a better score after which training ends; null trains to the end. */
  readonly patience: number | null;
}

/** Which state of the model is tested: that after the evaluation with the best score, the first of equals; without any, the last. */
export interface Selection {
  readonly watched: Watched | null;
}

/** What a selection says before there are data. */
export interface SelectionDeclares {
  /** The rows that it reads, known before there are data. */
  readonly reads?: Watched["set"];
}
