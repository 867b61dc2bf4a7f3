import type { Stream } from "../random/streams.js";
import type { Dataset } from "./dataset.js";

/** Which rows play which role in one trial; 0-based row ids, disjoint unless the protocol says otherwise in words. */
export interface Split {
  readonly train: readonly number[];
  /** Class-balanced batches of these drive what is learned about the training rows. */
  readonly meta: readonly number[];
  /** These decide which state of a model is tested. */
  readonly validation?: readonly number[];
  readonly test: readonly number[];
  /** Training rows that a file of splits names for a condition, by its name. */
  readonly given?: Readonly<Record<string, readonly number[]>>;
}

/** The roles of rows whose labels a method may use. */
export const labelledRoles = ["train", "meta", "validation"] as const;

/** A role of rows whose labels a method may use. */
export type LabelledRole = (typeof labelledRoles)[number];

/** Row ids of these roles, one role behind the other. */
export const labelledIn = (split: Split, roles: readonly LabelledRole[] = labelledRoles): number[] =>
  labelledRoles.flatMap((role) => (roles.includes(role) ? (split[role] ?? []) : []));

/** The declared way from a data set to trials. */
export interface Protocol {
  readonly numTrials: number;
  /** What is done, in one sentence for the report. */
  readonly description: string;
  /**
   * Labelled rows of each class, of all trials together: they decide once, for every trial, which class is the minority. Trials
   * alone could disagree.
   */
  classCounts(dataset: Dataset): readonly number[];
  /** Every trial's split is a function of the data, the trial and the streams alone. */
  split(dataset: Dataset, trial: number, stream: Stream): Split;
}
