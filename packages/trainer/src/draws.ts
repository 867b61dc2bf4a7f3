import { dispose } from "@evenkeel/autodiff";
import { type LearnerRows, type Rows, UserError } from "@evenkeel/core";
import { type BatchSource, batchSource } from "./batch-source.js";
import type { StepParts } from "./problem.js";
import type { DrawnRows, TrainTask } from "./task.js";

/** The rows that a step reads, and what was worked out from them. */
export interface Draw {
  readonly rows: DrawnRows;
  readonly source: BatchSource;
  /** With the learner's facts of these rows. */
  readonly parts: StepParts;
  /** Steps that still read them. */
  readonly untilRedrawn: number;
}

export interface Draws {
  /** @param step - updates done before. */
  at(step: number): Draw;
  dispose(): void;
}

/** What the learner may know of a draw of rows. */
export const learnerRows = (train: Rows, { synthetic }: DrawnRows): LearnerRows => ({
  numClasses: train.numClasses,
  natural: train,
  synthetic,
});

/** Opens the rows of a step: those of the first draw, or of the draw that its epoch belongs to. One draw is held at a time. */
export function openDraws(task: TrainTask): Draws {
  const { data, settings, learner, stream } = task;
  const { model, loss, optimizer, metaOptimizer, hypergradient } = task;
  let open: (Omit<Draw, "untilRedrawn"> & { readonly draw: number }) | null = null;
  const close = (): void => {
    if (!open) return;
    dispose(open.parts.facts);
    open.source.dispose();
    open = null;
  };

  function opened(draw: number): Omit<Draw, "untilRedrawn"> {
    if (open?.draw === draw) return open;
    const rows = draw === 0 ? data : data.drawn(draw);
    if (rows.naturalRows.length !== data.naturalRows.length)
      throw new UserError(
        `training.redrawEvery: expected a sampler that keeps the same number of training rows each time, got ${rows.naturalRows.length} after ${data.naturalRows.length}. Leave it out, or choose another sampler.`,
      );
    close();
    const facts = learner.facts?.(learnerRows(data.train, rows), stream("facts", draw)) ?? {};
    const parts = { model, loss, optimizer, learner, facts, metaOptimizer, hypergradient };
    open = { draw, rows, source: batchSource(task, rows), parts };
    return open;
  }

  const first = opened(0);
  const stepsPerDraw = settings.redrawEvery === null ? Number.POSITIVE_INFINITY : settings.redrawEvery * first.source.perEpoch;
  return {
    at(step) {
      const draw = Math.floor(step / stepsPerDraw);
      const { rows, source, parts } = opened(draw);
      return { rows, source, parts, untilRedrawn: (draw + 1) * stepsPerDraw - step };
    },
    dispose: close,
  };
}
