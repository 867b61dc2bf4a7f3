/** What a learner learns, as its component declares it: before there are data. */
export interface Learned {
  /** `contributions` of synthetic rows can be handed to another run; `batch-weights` are made anew in each step. */
  readonly what: "contributions" | "batch-weights";
  /** Whether meta-parameters go on from step to step, moved by the meta-optimizer; else they are made anew in each. */
  readonly persists: boolean;
  /** Whether the mean weight of a class stays 1 whatever is learned. */
  readonly meanIsOne: boolean;
  /** The controls of this learner alone; those of every learner are the experiment's. */
  readonly controls: readonly LearnedControl[];
}

/** A run beside a learned one that says what the learning is worth: the learner's config with something laid over it. */
export interface LearnedControl {
  /** As tables call it: `uniform mass`. */
  readonly name: string;
  /** What a reader must know of it. */
  readonly note: string;
  /** Null for the run without learning. */
  readonly overlay: Readonly<Record<string, unknown>> | null;
  /** The setting of the overlay's component that takes what the learner found in the same trial: `weighter.weights`. */
  readonly takes?: string;
}
