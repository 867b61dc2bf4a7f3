import { type Adjustment, type Dataset, NotPossibleError, UserError } from "@evenkeel/core";
import type { TrainTask } from "@evenkeel/trainer";
import type { Stage } from "./stages.js";
import { sharesOf } from "./training.js";

/**
 * Whether scores of this task can be adjusted so.
 *
 * @throws UserError if it is a mistake; NotPossibleError if these rows do not allow it.
 */
export function checkAdjustment(adjustment: Adjustment, stages: readonly Stage[], task: TrainTask, dataset: Dataset): void {
  const [stage] = stages as [Stage];
  refuseUnfitted(stages);
  refuseOtherClasses(stage, dataset);
  refuseFolds(stages, task, dataset);
  refuseInfiniteShifts(adjustment, stage, task, dataset);
}

/** An adjustment that is fitted when all is trained is not there while training. */
function refuseUnfitted(stages: readonly Stage[]): void {
  const [{ config, plan }] = stages as [Stage];
  if (plan.declared("adjustment").outOfFold === undefined) return;
  const asked = stages.flatMap(({ config: { evaluation, components } }) => [
    ...evaluation.scores,
    components["selection"]!["score"] ?? "loss",
  ]);
  if (asked.every((score) => score === "loss")) return;
  throw new UserError(
    `adjustment=${config.components["adjustment"]!.name}: expected \`loss\` alone to be looked at while training, got ${asked.find((score) => score !== "loss")}: it is fitted when all is trained. Choose \`evaluation.scores=[loss]\` and \`selection.score=loss\`.`,
  );
}

function refuseOtherClasses({ config: { components }, plan: { declared } }: Stage, dataset: Dataset): void {
  const { numClasses } = declared("adjustment");
  if (numClasses !== undefined && numClasses !== dataset.numClasses)
    throw new NotPossibleError(
      `adjustment=${components["adjustment"]!.name}: expected ${numClasses} classes, got the ${dataset.numClasses} of ${dataset.name}. Choose another adjustment.`,
    );
}

/** What is scored in a fold must have been trained without it, and have seen every class. */
function refuseFolds(stages: readonly Stage[], task: TrainTask, { classNames }: Dataset): void {
  const { classCounts: counts } = task.data;
  const [
    {
      config: { components },
      plan,
    },
  ] = stages as [Stage];
  const folds = plan.declared("adjustment").outOfFold;
  if (folds === undefined) return;
  const name = `adjustment=${components["adjustment"]!.name}`;
  const isBegun = stages.some(({ plan: { given, awaited } }) => [...given, ...awaited].some(({ what }) => what === "model"));
  if (isBegun)
    throw new UserError(
      `${name}: expected trainings that begin anew, each without the fold that it is scored on, got start=${components["start"]!.name}, a model that was trained on all of them. Leave one of the two out.`,
    );
  if (task.model.given)
    throw new UserError(
      `${name}: expected a model that is trained here, once without each fold, got model=${components["model"]!.name}, which knows scores of the test rows alone. Choose another adjustment.`,
    );
  if (plan.isOfSplits)
    throw new UserError(
      `${name}: expected nothing that another program made for the whole split, got some: it knows the folds that are scored. Choose another adjustment.`,
    );
  const least = Math.min(...counts);
  if (least < folds)
    throw new NotPossibleError(
      `${name}: expected at least a row of each class for each of ${folds} folds, got ${least} training rows of ${classNames[counts.indexOf(least)]}. Lower \`adjustment.folds\`, or choose another adjustment.`,
    );
}

/** A class without training rows has no prior that could be taken out. */
function refuseInfiniteShifts(
  adjustment: Adjustment,
  { bench: { catalogs }, config: { components } }: Stage,
  { data: { classCounts: counts } }: TrainTask,
  { classNames }: Dataset,
): void {
  const priors = sharesOf(counts);
  const shifts = new Float64Array(counts.length);
  adjustment.adjust(shifts, priors);
  if ([...shifts, ...adjustment.priors(priors)].every(Number.isFinite)) return;
  const rows = classNames.map((name, label) => `${counts[label]} of ${name}`).join(", ");
  throw new NotPossibleError(
    `adjustment=${components["adjustment"]!.name}: expected class shares that shift scores by a finite amount, got training rows ${rows}. Choose \`adjustment=${catalogs["adjustment"]!.neutral}\`, or other settings of it.`,
  );
}
