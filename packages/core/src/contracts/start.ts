import type { Rng } from "../random/rng.js";
import type { Tree } from "../value.js";
import type { Model } from "./model.js";

/** A model before its first update. */
export interface Started {
  readonly params: Tree;
  readonly modelState: Tree;
}

/** Makes what a training starts from, owned by the caller. */
export type Start = (model: Model, rng: Rng) => Started;
