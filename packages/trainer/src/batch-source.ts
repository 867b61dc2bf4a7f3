import type { Batch, Rng } from "@evenkeel/core";
import { assembleBatch, classBalancedOrder, endlessOrder } from "./batches.js";
import type { TrainTask } from "./task.js";

/** The streams that batches are drawn from; synthetic rows have their own, so that treatments share their natural batches. */
export interface BatchStreams {
  readonly batches: Rng;
  readonly "synthetic-batches": Rng;
  readonly "meta-batches": Rng;
}

export interface BatchSource {
  training(progress: number): Batch;
  /** Class-balanced; null for a weighter without a meta set. */
  meta(): Batch | null;
}

const NONE = new Int32Array(0);

/** Draws the batches of a run, without end. */
export function batchSource({ data, settings, weighter, classWeights }: TrainTask, streams: BatchStreams): BatchSource {
  const { train, naturalRows, synthetic, meta } = data;
  const nextNatural = endlessOrder(naturalRows.length, streams.batches);
  const nextSynthetic = synthetic && endlessOrder(synthetic.count, streams["synthetic-batches"]);
  const syntheticPerBatch = synthetic ? Math.round((settings.batchSize * synthetic.count) / naturalRows.length) : 0;
  const nextMeta =
    weighter.usesMetaSet && meta
      ? classBalancedOrder(meta.labels, meta.numClasses, settings.metaBatchPerClass, streams["meta-batches"])
      : null;
  const unweighted = new Array<number>(train.numClasses).fill(1);
  return {
    training(progress) {
      const natural = nextNatural(settings.batchSize).map((place) => naturalRows[place]!);
      const made = nextSynthetic ? nextSynthetic(syntheticPerBatch) : NONE;
      return assembleBatch(
        train,
        synthetic,
        { natural, synthetic: made, pairing: data.mix(natural) },
        classWeights(data.classCounts, progress),
      );
    },
    meta: () => nextMeta && assembleBatch(meta!, null, { natural: nextMeta(), synthetic: NONE, pairing: null }, unweighted),
  };
}
