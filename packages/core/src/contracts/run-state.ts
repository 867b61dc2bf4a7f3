import type { Tree } from "../value.js";

/** What training hands on from update to update; what is drawn is a function of the place. */
export interface RunState {
  readonly params: Tree;
  readonly modelState: Tree;
  readonly optimizer: Tree;
  readonly meta: Tree;
  readonly metaOptimizer: Tree;
  /** Updates done. */
  readonly step: number;
}
