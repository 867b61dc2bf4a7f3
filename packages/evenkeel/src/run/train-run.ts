import type { Adjustment, LabelledRole, ScoredFold, Split, Started, RunEvent, Tree } from "@evenkeel/core";
import { labelledRoles, streams } from "@evenkeel/core";
import { stratifiedFolds } from "@evenkeel/datasets";
import { disposeResult, train, type TrainResult } from "@evenkeel/trainer";
import { withoutListening } from "@evenkeel/tracking";
import type { Tensor } from "@tensorflow/tfjs-core";
import { meanLogits } from "./mean-logits.js";
import type { OpenedRun } from "./open-run.js";
import type { Training } from "./training.js";

/** What the trainings of a run found; its tensors belong to the caller. */
export interface RunResult {
  /** The last stage of each member. */
  readonly members: readonly TrainResult[];
  /** Row-major float64 `[test.count, numClasses]`; of several members the logarithm of their mean probabilities. */
  readonly testLogits: Float64Array;
  /** Share of each class in what the loss saw, over the members. */
  readonly lossPriors: readonly number[];
  /** What was learned about rows, and by which training: the last stage of the first member in which something was, or its last. */
  readonly learned: { readonly training: Training; readonly result: Learnings };
  /** What logits are scored by: fitted, if it asks for that. */
  readonly adjustment: Adjustment;
  /** Updates of all trainings that made the models, and how many of them made the state that is tested. */
  readonly updates: { readonly done: number; readonly tested: number };
  readonly warnings: readonly string[];
}

export type Learnings = Pick<TrainResult, "syntheticLosses" | "contributions" | "rows" | "learning">;

/** Updates that a run has planned. */
export function plannedUpdates(run: OpenedRun): number {
  const ofMember = run.trainings.reduce((sum, { task, plan }) => sum + (plan.phases.has("updates") ? task.settings.updates : 0), 0);
  return ofMember * run.config.ensemble.members * (1 + foldsOf(run));
}

const foldsOf = ({ plan }: OpenedRun): number => plan.declared("adjustment").outOfFold ?? 0;

/**
 * Trains a run: each member of its ensemble stage by stage, and once more without each fold where its adjustment asks for scores of rows
 * that were not trained on. Steps go on through all of them; what is not the first member's is named by `member 2/` or `fold 1/`.
 */
export async function* trainRun(run: OpenedRun): AsyncGenerator<RunEvent, RunResult> {
  const told = { updates: 0, tested: 0 };
  const { members, learned } = yield* ensemble(run, run.split, [], told);
  try {
    const { updates: done, tested } = told;
    const fitted = yield* outOfFold(run, told);
    return {
      members,
      learned: learned!,
      testLogits: meanLogits(
        members.map(({ testLogits }) => testLogits),
        run.dataset.numClasses,
      ),
      lossPriors: members[0]!.lossPriors.map((_, label) => meanOf(members.map(({ lossPriors }) => lossPriors[label]!))),
      adjustment: fitted ?? run.adjustment,
      updates: { done, tested },
      warnings: [...new Set(members.flatMap(({ warnings = [] }) => warnings)), ...sameMembers(members)],
    };
  } catch (error) {
    members.forEach(disposeResult);
    throw error;
  }
}

interface Told {
  updates: number;
  /** Of them those that made what is gone on with, or tested. */
  tested: number;
}

async function* ensemble(
  run: OpenedRun,
  split: Split,
  name: readonly string[],
  told: Told,
): AsyncGenerator<RunEvent, { members: TrainResult[]; learned: RunResult["learned"] | null }> {
  const members: TrainResult[] = [];
  let learned: RunResult["learned"] | null = null;
  try {
    for (let member = 1; member <= run.config.ensemble.members; member++) {
      const own = member === 1 ? name : [...name, `member ${member}`];
      const trainings = own.length === 0 ? run.trainings : run.trainingsOn({ split, name: own });
      const made = yield* stages(trainings, own, told);
      members.push(made.last);
      if (member === 1) ({ learned } = made);
    }
  } catch (error) {
    members.forEach(disposeResult);
    throw error;
  }
  return { members, learned };
}

/** Each begins where the one before ended. */
async function* stages(
  trainings: readonly Training[],
  name: readonly string[],
  told: Told,
): AsyncGenerator<RunEvent, { last: TrainResult; learned: RunResult["learned"] }> {
  let start: Started | null = null;
  let made: { last: TrainResult; learned: RunResult["learned"] } | null = null;
  for (const training of trainings) {
    const from: Started | null = start;
    const task = Object.create(training.task, {
      long: { value: withoutListening },
      ...(from && { start: { value: () => from } }),
    }) as typeof training.task;
    const last: TrainResult = yield* renamed(train(task), name, told);
    const { syntheticLosses, contributions, rows, learning } = last;
    const learned = { training, result: { syntheticLosses, contributions, rows, learning } };
    const isLess: boolean =
      made !== null && !training.plan.learned && (made as { learned: RunResult["learned"] }).learned.training.plan.learned !== null;
    made = { last, learned: isLess ? made!.learned : learned };
    if (training === trainings.at(-1)) break;
    start = { params: cloned(last.tested.params), modelState: cloned(last.tested.modelState) };
    disposeResult(last);
  }
  return made!;
}

const cloned = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, (value as Tensor).clone()]));

/** Steps count the updates of the run, and events say whose they are. */
async function* renamed(
  training: AsyncGenerator<RunEvent, TrainResult>,
  name: readonly string[],
  told: Told,
): AsyncGenerator<RunEvent, TrainResult> {
  const before = told.updates;
  for (;;) {
    const next = await training.next();
    if (next.done) {
      told.updates = before + next.value.state.step;
      told.tested += next.value.tested.step;
      return next.value;
    }
    const event = next.value;
    const placed = "step" in event ? { ...event, step: before + event.step } : event;
    yield name.length > 0 ? ({ ...placed, of: name.join(" ") } as RunEvent) : placed;
  }
}

/** The adjustment, fitted to the scores of rows that were not trained on; null if it asks for none. */
async function* outOfFold(run: OpenedRun, told: Told): AsyncGenerator<RunEvent, Adjustment | null> {
  const numFolds = foldsOf(run);
  if (numFolds === 0) return null;
  const scored: ScoredFold[] = [];
  for (const [fold, { split, labels }] of foldsIn(run, numFolds).entries()) {
    const { members } = yield* ensemble(run, split, [`fold ${fold + 1}`], told);
    scored.push({
      logits: meanLogits(
        members.map(({ testLogits }) => testLogits),
        run.dataset.numClasses,
      ),
      labels,
    });
    members.forEach(disposeResult);
  }
  return run.adjustment.fitted!({ folds: scored, numClasses: run.dataset.numClasses, positive: run.positive });
}

/** The trial once for each fold of the rows that are trained on: the fold is tested, with labels as they are trained on. */
function foldsIn({ split, rows, task, dataset, config }: OpenedRun, numFolds: number): { split: Split; labels: Int32Array }[] {
  const { train } = task.data;
  const rng = streams(config.seed)("out-of-fold", config.trial);
  const foldOf = stratifiedFolds(train.labels, dataset.numClasses, numFolds, rng);
  const places = new Map(Array.from(train.ids, (id, place) => [id, place]));
  return Array.from({ length: numFolds }, (_, fold) => {
    const isHeld = (id: number): boolean => foldOf[places.get(id)!] === fold;
    const held = Array.from(train.ids).filter(isHeld);
    const left = Object.fromEntries(
      labelledRoles.map((role: LabelledRole) => [role, (split[role] ?? []).filter((id) => !rows.includes(role) || !isHeld(id))]),
    );
    return {
      split: { ...split, ...left, test: held } as Split,
      labels: Int32Array.from(held, (id) => train.labels[places.get(id)!]!),
    };
  });
}

function sameMembers([first, ...others]: readonly TrainResult[]): string[] {
  if (others.length === 0 || others.some(({ testLogits }) => testLogits.some((logit, i) => logit !== first!.testLogits[i]))) return [];
  return [`All ${others.length + 1} members of the ensemble are the same: nothing in this run is drawn. Leave \`ensemble.members\` out.`];
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Disposes everything that a run left on the device. */
export const disposeRun = ({ members }: RunResult): void => members.forEach(disposeResult);

/** All parameters and running statistics that are tested, by name: of several members, each under its own. */
export function modelsOf({ members }: RunResult): Tree {
  return Object.fromEntries(
    members.flatMap(({ tested }, i) =>
      Object.entries({ ...tested.params, ...tested.modelState }).map(([name, value]) => [
        members.length === 1 ? name : `member ${i + 1}/${name}`,
        value,
      ]),
    ),
  );
}
