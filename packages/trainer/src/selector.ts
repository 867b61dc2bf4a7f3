import { dispose } from "@evenkeel/autodiff";
import { NonFiniteError, type Tree } from "@evenkeel/core";
import { type Evaluated, LOSS } from "./evaluation.js";
import { copied, under } from "./copied.js";
import { describeMetrics } from "./score.js";
import type { Tested, TrainTask } from "./task.js";

const PARTS = ["params", "modelState", "meta"] as const;
type Parts = Readonly<Record<(typeof PARTS)[number], Tree>>;

/** Keeps the state that is to be tested. */
export interface Selector {
  /** Whether the run that is gone on with had ended here already. */
  readonly isOver: boolean;
  /** Takes what an evaluation found; the state is borrowed. @returns whether training ends here. */
  see(values: Evaluated, state: Parts, step: number): boolean;
  /** The state to test: of `last`, or the one that was kept. */
  tested(last: Parts, step: number): Tested;
  /** What a run that goes on must know of it. */
  kept(): { readonly selected: Tree; readonly totals: Readonly<Record<string, Float64Array>> };
  dispose(): void;
}

/** @throws NonFiniteError if the score that decides is not finite. */
export function openSelector({ selection: { watched }, scoring, from }: TrainTask): Selector {
  if (!watched)
    return {
      isOver: false,
      see: () => false,
      tested: (last, step) => ({ ...last, step }),
      kept: () => ({ selected: {}, totals: {} }),
      dispose: () => undefined,
    };
  const name = `${watched.set}/${watched.score}`;
  const sign = watched.score === LOSS || !describeMetrics(scoring)[watched.score]!.higherIsBetter ? -1 : 1;
  let selected: Tree = from?.selected ?? {};
  let [best = Number.NEGATIVE_INFINITY, bestStep = 0, worse = 0] = from?.totals["selection"] ?? [];
  return {
    isOver: watched.patience !== null && worse >= watched.patience,
    see(values, state, step) {
      const value = values[watched.set]![watched.score]!;
      if (!Number.isFinite(value)) throw new NonFiniteError(step, name, value);
      worse++;
      if (sign * value > best) {
        dispose(selected);
        selected = copied(Object.fromEntries(PARTS.map((part) => [part, state[part]])));
        [best, bestStep, worse] = [sign * value, step, 0];
      }
      return watched.patience !== null && worse >= watched.patience;
    },
    tested: () => ({ ...(Object.fromEntries(PARTS.map((part) => [part, under(selected, part)])) as unknown as Parts), step: bestStep }),
    kept: () => ({ selected, totals: { selection: Float64Array.of(best, bestStep, worse) } }),
    dispose: () => dispose(selected),
  };
}
