import { didYouMean, UserError } from "@evenkeel/core";
import { learnerRows } from "./draws.js";
import { asked, LOSS, rowsIn } from "./evaluation.js";
import { describeMetrics } from "./score.js";
import type { TrainTask } from "./task.js";

/**
 * Refuses parts that do not go together, before anything is trained.
 *
 * @throws UserError
 */
export function checkTask({ learner, learned, data, hypergradient }: TrainTask): void {
  learner.check?.(learnerRows(data.train, data));
  if (data.mixesAt === "embedding" && (learner.features ?? learner.inputs))
    throw new UserError(
      "mixer.at: expected `input` with a weighter that learns features or reads rows one by one, got `embedding`. Choose another weighter, or `mixer.at=input`.",
    );
  if (learned && !data.meta)
    throw new UserError(
      "weighter: expected meta rows to learn from, got none. Raise `protocol.metaFraction`, or choose `weighter=uniform`.",
    );
  if (hypergradient && hypergradient.innerSteps > 1 && (learner.anew || learner.use === "updated"))
    throw new UserError(
      `hypergradient: expected one inner step with a weighter that moves the model after the meta step, got ${hypergradient.innerSteps}. Choose \`weighter.use=old\` where the weighter has it, or one step.`,
    );
}

/**
 * Refuses scores that nothing measures, and rows that are not there.
 *
 * @throws UserError
 */
export function checkEvaluation(task: Pick<TrainTask, "data" | "settings" | "scoring"> & Partial<Pick<TrainTask, "selection">>): void {
  const { data, settings, scoring, selection } = task;
  const known = [LOSS, ...Object.keys(describeMetrics(scoring))];
  const named = [
    ...settings.evaluation.scores.map((score) => ({ at: "evaluation.scores", score })),
    ...(selection?.watched ? [{ at: "selection.score", score: selection.watched.score }] : []),
  ];
  for (const { at, score } of named)
    if (!known.includes(score))
      throw new UserError(`${at}: expected one of ${known.join(", ")}, got \`${score}\`.${didYouMean(score, known)}`);
  for (const set of asked(task).keys())
    if (!rowsIn(data, set))
      throw new UserError(
        `${set === selection?.watched?.set ? "selection" : "evaluation.sets"}: expected ${set} rows, got none. Raise \`protocol.${set}Fraction\`, or leave it out.`,
      );
}
