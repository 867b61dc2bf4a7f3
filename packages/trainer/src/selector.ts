import { detach, dispose, mapNest } from "@evenkeel/autodiff";
import { NonFiniteError, type Tree } from "@evenkeel/core";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Evaluated, LOSS } from "./evaluation.js";
import { describeMetrics } from "./score.js";
import type { Tested, TrainTask } from "./task.js";

const PARTS = ["params", "modelState", "meta"] as const;
type Parts = Readonly<Record<(typeof PARTS)[number], Tree>>;

/** Keeps the state that is to be tested. */
export interface Selector {
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
    see(values, state, step) {
      const value = values[watched.set]![watched.score]!;
      if (!Number.isFinite(value)) throw new NonFiniteError(step, name, value);
      worse++;
      if (sign * value > best) {
        dispose(selected);
        selected = copied(state);
        [best, bestStep, worse] = [sign * value, step, 0];
      }
      return watched.patience !== null && worse >= watched.patience;
    },
    tested: () => ({ ...(Object.fromEntries(PARTS.map((part) => [part, under(selected, part)])) as unknown as Parts), step: bestStep }),
    kept: () => ({ selected, totals: { selection: Float64Array.of(best, bestStep, worse) } }),
    dispose: () => dispose(selected),
  };
}

/** Read back and made anew: an update may overwrite what it takes over. */
const copied = (state: Parts): Tree =>
  Object.fromEntries(
    PARTS.flatMap((part) => Object.entries(mapNest(copyOf, state[part])).map(([name, value]) => [`${part}/${name}`, value])),
  );

function copyOf(value: Tree[string]): Tensor {
  const held = detach(value) as Tensor;
  return tensor(held.dataSync().slice(), held.shape, held.dtype as "float32");
}

const under = (tree: Tree, part: string): Tree =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => (name.startsWith(`${part}/`) ? [[name.slice(part.length + 1), value]] : [])),
  );
