import { concat, detach, mul, reshape, sum } from "@evenkeel/autodiff";
import type { Value } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** How much what was learned could learn. */
export interface LearningFacts {
  /** `[count]`: in how many meta steps the contribution of each synthetic row took part; null where none is learned over steps. */
  readonly visits: Int32Array | null;
  /** Mean over the updates of (Σw)²/Σw² over a batch; null where weights are not made anew in each. */
  readonly effectiveExamples: number | null;
}

/** Counts meta steps. */
export interface VisitCounter {
  /** @param rows - int32: the synthetic rows of a batch. */
  see(rows: Int32Array): void;
  /** `[count]`, for each synthetic row. */
  counts(): Int32Array;
  /** For each parameter: what a run that goes on must know. */
  totals(): Float64Array;
}

/**
 * @param parameterOf - `[count]`, the parameter that each synthetic row reads: a row takes part when any that shares its parameter
 *   is in the batch. Null if each has its own.
 * @param before - `totals` of the state that a run goes on from.
 */
export function visitCounter(count: number, parameterOf: Int32Array | null, before?: Float64Array): VisitCounter {
  const parameter = (row: number): number => parameterOf?.[row] ?? row;
  const numParameters = parameterOf ? parameterOf.reduce((most, of) => Math.max(most, of + 1), 0) : count;
  const visits = before?.slice() ?? new Float64Array(numParameters);
  return {
    see(rows) {
      for (const seen of new Set(Array.from(rows, parameter))) visits[seen]!++;
    },
    counts: () => Int32Array.from({ length: count }, (_, row) => visits[parameter(row)]!),
    totals: () => visits.slice(),
  };
}

/** Σw and Σw² of a batch, `[2]`, still on the device. */
export function weightTotals(weights: Value): Tensor {
  return detach(concat([reshape(sum(weights), [1]), reshape(sum(mul(weights, weights)), [1])])) as Tensor;
}

/** (Σw)²/Σw²: as many examples of equal weight would vary as little. 0 if every weight is 0. */
export function effectiveCount(totals: Tensor): number {
  const [total, squares] = [...totals.dataSync()] as [number, number];
  return squares === 0 ? 0 : total ** 2 / squares;
}
