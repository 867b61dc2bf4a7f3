import { adopt, dispose } from "@evenkeel/autodiff";
import { type Batch, type BatchRows, type LossContext, type Pairing, type Place, type RunRows, UserError } from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";
import { asTensors } from "./as-tensors.js";
import { holdRows, joined, mixRows, takeRows, weighTargets } from "./held-rows.js";
import { classBalancedRows, naturalOrder, placeOf, syntheticOrder } from "./order.js";
import type { StepValues } from "./problem.js";
import { positionsByClass } from "./rows.js";
import type { TrainTask } from "./task.js";

/** The rows of a step, as numbers: drawn outside of it, a function of the place. */
export interface StepRows {
  /** One for each inner step. */
  readonly inner: readonly (BatchRows & { readonly at: Place; readonly pairing: Pairing | null })[];
  /** int32, positions in the meta rows; null for a learner that has nothing to learn. */
  readonly outer: Int32Array | null;
}

export interface BatchSource {
  /** Batches in an epoch. */
  readonly perEpoch: number;
  /** @param step - updates done before. */
  rows(step: number, innerSteps: number): StepRows;
  /** What the step is a function of; belongs to the scope that is open. */
  values(rows: StepRows): StepValues;
  dispose(): void;
}

const NONE = new Int32Array(0);

/**
 * The batches of a run. Rows lie on the device once; batches are gathered. Synthetic rows have an order of their own, so that treatments
 * share their natural batches.
 */
export function batchSource({ data, settings, learner, hypergradient, loss, classWeights, stream }: TrainTask): BatchSource {
  const { train, naturalRows, synthetic, meta } = data;
  const natural = naturalOrder(naturalRows.length, settings.batchSize, stream);
  const syntheticPerBatch = synthetic ? Math.round((settings.batchSize * synthetic.count) / naturalRows.length) : 0;
  const made = synthetic && syntheticPerBatch > 0 ? syntheticOrder(synthetic.count, syntheticPerBatch, stream) : null;
  const metaRows = learner.usesMetaSet && meta ? classBalancedRows(membersOf(meta), settings.metaBatchPerClass, stream) : null;
  const held = { train: holdRows(train), synthetic: made && holdRows(synthetic!), meta: metaRows && holdRows(meta!) };
  const progressAt = ({ step }: Place): number => step / settings.updates;

  function rowsAt(at: Place): StepRows["inner"][number] {
    const rows = natural.at(at).map((place) => naturalRows[place]!);
    const others = made?.(at) ?? NONE;
    const pairing = data.mix(rows, at);
    const labels = Int32Array.from([...rows].map((row) => train.labels[row]!).concat(Array.from(others, (row) => synthetic!.labels[row]!)));
    return { at, natural: rows, synthetic: others, labels, pairing };
  }

  function batchOf(rows: StepRows["inner"][number]): Batch {
    const { natural: own, synthetic: others, pairing, at } = rows;
    const parts = [pairing ? mixRows(held.train, pairing) : takeRows(held.train, own)];
    if (others.length > 0) parts.push(takeRows(held.synthetic!, others));
    const { features, targets } = joined(parts);
    return {
      size: own.length + others.length,
      numNatural: own.length,
      features,
      targets: weighTargets(targets, classWeights(data.classCounts, progressAt(at))),
      synthetic: others.length > 0 ? adopt(tensor1d(others, "int32")) : null,
      given: asTensors(learner.inputs?.(at, stream, rows)),
    };
  }

  const lossContext = (at: Place, rows: BatchRows): LossContext => ({
    given: asTensors(loss.inputs?.({ ...at, progress: progressAt(at) }, stream, rows)),
  });

  return {
    perEpoch: natural.perEpoch,
    rows: (step, innerSteps) => ({
      inner: Array.from({ length: innerSteps }, (_, k) => rowsAt(placeOf(step + k, natural.perEpoch))),
      outer: metaRows?.(placeOf(step, natural.perEpoch)) ?? null,
    }),
    values({ inner, outer }) {
      const { at } = inner[0]!;
      return {
        inner: inner.map(batchOf),
        outer: outer && takeRows(held.meta!, outer),
        given: {
          inner: inner.map((rows) => lossContext(rows.at, rows)),
          outer: lossContext(at, { natural: NONE, synthetic: NONE, labels: outer?.map((row) => meta!.labels[row]!) ?? NONE }),
        },
        step: at.step + 1,
        metaStep: Math.floor(at.step / hypergradient.innerSteps) + 1,
      };
    },
    dispose: () => [held.train, held.synthetic, held.meta].forEach((rows) => rows && dispose({ ...rows })),
  };
}

function membersOf({ labels, numClasses }: RunRows): Int32Array[] {
  const members = positionsByClass(labels, numClasses);
  const missing = members.findIndex((of) => of.length === 0);
  if (missing >= 0)
    throw new UserError(
      `weighter: expected meta rows of every class, got none of class ${missing}. Raise \`protocol.metaFraction\`, or choose \`weighter=uniform\`.`,
    );
  return members;
}
