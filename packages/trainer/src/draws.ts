import { dispose } from "@evenkeel/autodiff";
import { type LearnerRows, type Rows, type Started, type Tree, UserError } from "@evenkeel/core";
import { type BatchSource, batchSource } from "./batch-source.js";
import { copied, under } from "./copied.js";
import { embeddedRows } from "./evaluate.js";
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
  /**
   * @param step - updates done before.
   * @param model - after them: what the rows are embedded by if they are drawn here.
   */
  at(step: number, model: Started): Draw;
  /** `RunState.drawnBy`; it is left to whoever disposes the state. */
  drawnBy(): Tree;
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

  let drawnBy: Tree = task.from?.drawnBy ?? {};

  /** The rows of a later draw. One that goes on from a state is drawn by the model that drew it first. */
  function drawnAnew(draw: number, now: Started): DrawnRows {
    const goesOn = task.from !== undefined && draw === drawOf(task.from.step - 1);
    const { params, modelState } = goesOn ? { params: under(drawnBy, "params"), modelState: under(drawnBy, "modelState") } : now;
    let isEmbedded = false;
    const rows = data.drawn(draw, (train) => {
      isEmbedded = true;
      return embeddedRows({ model, params, modelState }, train);
    });
    if (goesOn) return rows;
    dispose(drawnBy);
    drawnBy = isEmbedded ? copied({ params: bodyOf(params), modelState: bodyOf(modelState) }) : {};
    return rows;
  }

  function opened(draw: number, now: Started | null): Omit<Draw, "untilRedrawn"> {
    if (open?.draw === draw) return open;
    const rows = now === null || draw === 0 ? data : drawnAnew(draw, now);
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

  const first = opened(0, null);
  const stepsPerDraw = settings.redrawEvery === null ? Number.POSITIVE_INFINITY : settings.redrawEvery * first.source.perEpoch;
  const drawOf = (step: number): number => Math.floor(step / stepsPerDraw);
  return {
    at(step, now) {
      const draw = drawOf(step);
      const { rows, source, parts } = opened(draw, now);
      return { rows, source, parts, untilRedrawn: (draw + 1) * stepsPerDraw - step };
    },
    drawnBy: () => drawnBy,
    dispose: close,
  };
}

const bodyOf = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).filter(([name]) => name.startsWith("body/")));
