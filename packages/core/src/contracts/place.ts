/** Where in a run something is drawn or read: what is random or scheduled is a function of it. */
export interface Place {
  /** From 0. */
  readonly epoch: number;
  /** The number of this batch in its epoch, from 0. */
  readonly batch: number;
  /** Updates done before this one. */
  readonly step: number;
}
