import type { Tree } from "../value.js";

/**
 * What the next update depends on, whole, between two steps. What is drawn is a function of the place, so no generator is kept; what
 * was worked out from rows follows from them.
 */
export interface RunState {
  readonly params: Tree;
  readonly modelState: Tree;
  readonly optimizer: Tree;
  readonly meta: Tree;
  readonly metaOptimizer: Tree;
  /** Of the best state so far: `params/…`, `modelState/…`, `meta/…`; `{}` where the last is tested. */
  readonly selected: Tree;
  /** Body of the model when the rows of the open draw were drawn in its embedding: `params/…`, `modelState/…`; `{}` for other draws. */
  readonly drawnBy: Tree;
  /** Updates done. */
  readonly step: number;
  /** Float64 sums and lists over the steps so far: class mass, the open window, visits. */
  readonly totals: Readonly<Record<string, Float64Array>>;
  /** The hash of config, data and code: a state goes on in the run that wrote it. */
  readonly run: string;
}
