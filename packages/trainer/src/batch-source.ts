import { adopt, dispose } from "@evenkeel/autodiff";
import {
  type Batch,
  type Batcher,
  type BatchRows,
  type LossContext,
  type Pairing,
  type Place,
  positionsByClass,
  type Rows,
  type Stream,
  UserError,
} from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";
import { asTensors } from "./as-tensors.js";
import { type Change, type Examples, holdRows, mixRows, pairRows, takeRows, weighTargets } from "./held-rows.js";
import { classBalancedRows, placeOf, syntheticOrder } from "./order.js";
import type { StepValues } from "./problem.js";
import type { DrawnRows, TrainingData, TrainTask } from "./task.js";

/** The rows of a step, as numbers: drawn outside of it, a function of the place. */
export interface StepRows {
  /** One for each inner step. */
  readonly inner: readonly (BatchRows & { readonly at: Place; readonly pairing: Pairing | null })[];
  /** int32, positions in the meta rows; null for a learner that has nothing to learn. */
  readonly outer: Int32Array | null;
}

/** The batches of a draw of rows. */
export interface BatchSource {
  /** Batches in an epoch. */
  readonly perEpoch: number;
  /**
   * The rows of so many inner steps, and of the meta batch.
   *
   * @param step - updates done before.
   */
  rows(step: number, innerSteps: number): StepRows;
  /** Σᵢ tᵢ over the inner steps, `[numClasses]`: how much of each class a step holds before anything is learned about it. */
  classMass(rows: StepRows): Float64Array;
  /** What the step is a function of; belongs to the scope that is open. */
  values(rows: StepRows): StepValues;
  /** Disposes the rows on the device. */
  dispose(): void;
}

const NONE = new Int32Array(0);

/**
 * The batches of a run. Rows lie on the device once; batches are gathered. Synthetic rows have an order of their own, so that treatments
 * share their natural batches.
 */
export function batchSource(
  {
    data,
    settings,
    batcher,
    augmenter,
    schedule,
    learner,
    learned,
    hypergradient,
    optimizer,
    metaOptimizer,
    loss,
    classWeights,
    stream,
  }: TrainTask,
  { naturalRows, synthetic, mix, mixesAt }: DrawnRows,
): BatchSource {
  const { train, meta } = data;
  const labels = naturalRows.map((row) => train.labels[row]!);
  const { batchSize, updates } = settings;
  const natural = batcher({ labels, numClasses: train.numClasses, batchSize, updates }, stream);
  const syntheticPerBatch = synthetic ? Math.round((batchSize * synthetic.count) / naturalRows.length) : 0;
  const made = synthetic && syntheticPerBatch > 0 ? syntheticOrder(synthetic.count, syntheticPerBatch, stream) : null;
  const metaRows = learned && meta ? classBalancedRows(membersOf(meta), settings.metaBatchPerClass, stream) : null;
  // One table, so that a batch is gathered at once: the training rows, and behind them the synthetic ones.
  const held = holdRows(made ? [train, synthetic!] : [train]);
  const heldMeta = metaRows && holdRows([meta!]);
  const readsSynthetic = Boolean(learner.weigh ?? learner.features ?? learner.targets ?? learner.logits);
  const epochs = Math.max(1, Math.ceil(updates / natural.perEpoch));
  const progressAt = ({ step }: Place): number => step / updates;

  /** Positions in the table of a batch's rows. */
  const inTable = (own: Int32Array, others: Int32Array): Int32Array =>
    joinedRows(
      own,
      others.map((row) => row + train.count),
    );

  function rowsAt(at: Place): StepRows["inner"][number] {
    const rows = natural.at(at).map((place) => naturalRows[place]!);
    const others = made?.(at) ?? NONE;
    return {
      at,
      natural: rows,
      synthetic: others,
      pairing: mix(inTable(rows, others), at),
      get labels() {
        return joinedRows(
          rows.map((row) => train.labels[row]!),
          others.map((row) => synthetic!.labels[row]!),
        );
      },
    };
  }

  const changeAt = (at: Place): Change => {
    const { apply } = augmenter;
    return apply ? (features) => apply(features, asTensors(augmenter.inputs?.(at, stream, features.shape[0]!))) : null;
  };

  function batchOf(rows: StepRows["inner"][number]): Batch {
    const { natural: own, synthetic: others, pairing, at } = rows;
    const change = changeAt(at);
    const taken = !pairing
      ? changed(takeRows(held, inTable(own, others)), change)
      : mixesAt === "embedding"
        ? pairRows(held, pairing, change)
        : mixRows(held, pairing, change);
    const { targets, ...entering } = taken;
    return {
      size: own.length + others.length,
      numNatural: own.length,
      ...entering,
      targets: weighTargets(targets, classWeights(data.classCounts, progressAt(at))),
      synthetic: readsSynthetic && others.length > 0 ? adopt(tensor1d(others, "int32")) : null,
      given: asTensors(learner.inputs?.(at, stream, rows)),
    };
  }

  function massOf({ natural: own, synthetic: others, pairing, at }: StepRows["inner"][number]): Float64Array {
    const mass = new Float64Array(train.numClasses);
    const add = (row: number, share: number): void => {
      const [of, place] = row < train.count ? [train, row] : [synthetic!, row - train.count];
      for (let label = 0; label < of.numClasses; label++) mass[label]! += share * of.targets[place * of.numClasses + label]!;
    };
    inTable(own, others).forEach((row, i) => {
      if (!pairing) return add(row, 1);
      add(pairing.anchor[i]!, pairing.labelCoefficient[i]!);
      add(pairing.partner[i]!, 1 - pairing.labelCoefficient[i]!);
    });
    const weights = classWeights(data.classCounts, progressAt(at));
    return mass.map((of, label) => of * weights[label]!);
  }

  const lossContext = (at: Place, rows: () => BatchRows): LossContext => ({
    given: asTensors(loss.inputs?.({ ...at, progress: progressAt(at) }, stream, rows())),
  });
  const outerRows = (outer: Int32Array | null): BatchRows => ({
    natural: NONE,
    synthetic: NONE,
    labels: outer?.map((row) => meta!.labels[row]!) ?? NONE,
  });

  return {
    perEpoch: natural.perEpoch,
    rows: (step, innerSteps) => ({
      inner: Array.from({ length: innerSteps }, (_, k) => rowsAt(placeOf(step + k, natural.perEpoch))),
      outer: metaRows?.(placeOf(step, natural.perEpoch)) ?? null,
    }),
    classMass: ({ inner }) => inner.map(massOf).reduce((sum, mass) => sum.map((of, label) => of + mass[label]!)),
    values({ inner, outer }) {
      const { at } = inner[0]!;
      return {
        inner: inner.map(batchOf),
        outer: outer && takeRows(heldMeta!, outer),
        given: { inner: inner.map((rows) => lossContext(rows.at, () => rows)), outer: lossContext(at, () => outerRows(outer)) },
        updates: inner.map(({ at: place }) =>
          asTensors(optimizer.inputs(place.step + 1, schedule({ ...place, progress: progressAt(place), epochs }))),
        ),
        metaUpdate: asTensors(metaOptimizer?.inputs(Math.floor(at.step / (hypergradient?.innerSteps ?? 1)) + 1, 1)),
      };
    },
    dispose: () => [held, heldMeta].forEach((rows) => rows && dispose({ ...rows })),
  };
}

/** Updates of an epoch of the natural rows of a draw. */
export function updatesPerEpoch(
  { train, naturalRows }: Pick<TrainingData, "train" | "naturalRows">,
  batcher: Batcher,
  batchSize: number,
  stream: Stream,
): number {
  const labels = naturalRows.map((row) => train.labels[row]!);
  return batcher({ labels, numClasses: train.numClasses, batchSize, updates: 1 }, stream).perEpoch;
}

const changed = (examples: Examples, change: Change): Examples =>
  change ? { ...examples, features: change(examples.features) } : examples;

function joinedRows(first: Int32Array, second: Int32Array): Int32Array {
  if (second.length === 0) return first;
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function membersOf({ labels, numClasses }: Rows): Int32Array[] {
  const members = positionsByClass(labels, numClasses);
  const missing = members.findIndex((of) => of.length === 0);
  if (missing >= 0)
    throw new UserError(
      `weighter: expected meta rows of every class, got none of class ${missing}. Raise \`protocol.metaFraction\`, or choose \`weighter=uniform\`.`,
    );
  return members;
}
