import { type Batch, type Place, UserError } from "@evenkeel/core";
import { assembleBatch } from "./batches.js";
import { classBalancedRows, naturalOrder, placeOf, syntheticOrder } from "./order.js";
import { positionsByClass } from "./rows.js";
import type { TrainTask } from "./task.js";

export interface BatchSource {
  /** Batches in an epoch. */
  readonly perEpoch: number;
  training(step: number): Batch;
  /** Class-balanced; null for a weighter without a meta set. */
  meta(step: number): Batch | null;
}

const NONE = new Int32Array(0);

/**
 * The batches of a run, each a function of its place. Synthetic rows have an order of their own, so that treatments share their natural
 * batches.
 */
export function batchSource({ data, settings, weighter, classWeights, stream }: TrainTask): BatchSource {
  const { train, naturalRows, synthetic, meta } = data;
  const natural = naturalOrder(naturalRows.length, settings.batchSize, stream);
  const syntheticPerBatch = synthetic ? Math.round((settings.batchSize * synthetic.count) / naturalRows.length) : 0;
  const made = synthetic && syntheticOrder(synthetic.count, syntheticPerBatch, stream);
  const metaRows = weighter.usesMetaSet && meta ? classBalancedRows(membersOf(meta), settings.metaBatchPerClass, stream) : null;
  const unweighted = new Array<number>(train.numClasses).fill(1);
  const placeAt = (step: number): Place => placeOf(step, natural.perEpoch);
  return {
    perEpoch: natural.perEpoch,
    training(step) {
      const at = placeAt(step);
      const rows = natural.at(at).map((place) => naturalRows[place]!);
      return assembleBatch(
        train,
        synthetic,
        { natural: rows, synthetic: made?.(at) ?? NONE, pairing: data.mix(rows, at), step },
        classWeights(data.classCounts, step / settings.updates),
      );
    },
    meta: (step) =>
      metaRows && assembleBatch(meta!, null, { natural: metaRows(placeAt(step)), synthetic: NONE, pairing: null, step }, unweighted),
  };
}

function membersOf({ labels, numClasses }: NonNullable<TrainTask["data"]["meta"]>): Int32Array[] {
  const members = positionsByClass(labels, numClasses);
  const missing = members.findIndex((of) => of.length === 0);
  if (missing >= 0)
    throw new UserError(
      `weighter: expected meta rows of every class, got none of class ${missing}. Raise \`protocol.metaFraction\`, or choose \`weighter=uniform\`.`,
    );
  return members;
}
