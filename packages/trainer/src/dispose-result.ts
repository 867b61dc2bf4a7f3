import { dispose } from "@evenkeel/autodiff";
import type { TrainResult } from "./task.js";

/** Disposes everything that a training left on the device. */
export function disposeResult({ state, still }: TrainResult): void {
  for (const tree of [
    state.params,
    state.modelState,
    state.optimizer,
    state.meta,
    state.metaOptimizer,
    state.selected,
    state.drawnBy,
    still.params,
    still.modelState,
  ])
    dispose(tree);
}
