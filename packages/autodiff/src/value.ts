import { Tensor } from "@tensorflow/tfjs-core";
import type { Tree, Value, WatchedValue } from "@evenkeel/core";
import type { Op } from "./op-definition.js";

export type { Tree, Value } from "@evenkeel/core";

/** What can be differentiated or returned: one value or a tree. */
export type Nest = Value | Tree;

/**
 * One running transformation. Each has its own level, so nested ones never mistake each other's perturbations: an op acts
 * on its highest level only and sees the levels below as ordinary values.
 */
export interface Trace {
  readonly level: number;
  /** False once the transformed function has returned. */
  readonly isOpen: boolean;
  apply(op: Op, inputs: readonly Value[], attrs: object): Value[];
}

/** A value on a trace; `primal` is what it stands for one level below. */
export abstract class Lifted implements WatchedValue {
  constructor(
    readonly trace: Trace,
    readonly primal: Value,
  ) {}

  get shape(): number[] {
    return this.primal.shape;
  }
}

let level = 0;

/** Levels only grow: an inner transformation is always above the one around it, and none is ever reused. */
export function nextLevel(): number {
  return ++level;
}

/** Whether something is a tensor, or stands for one on a tape. */
export function isValue(nest: Nest): nest is Value {
  return nest instanceof Tensor || nest instanceof Lifted;
}

/** The tensor at the bottom of all levels: a constant to every transformation. */
export function detach(value: Value): Tensor {
  return value instanceof Lifted ? detach(value.primal) : (value as Tensor);
}
