import type { Tree } from "../value.js";

/** Everything that the next update depends on: what a checkpoint holds. */
export interface RunState {
  readonly params: Tree;
  readonly modelState: Tree;
  readonly optimizer: Tree;
  readonly meta: Tree;
  readonly metaOptimizer: Tree;
  /** The state of each named stream in use. */
  readonly rng: Readonly<Record<string, string>>;
  /** Updates done. */
  readonly step: number;
}
