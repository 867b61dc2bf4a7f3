import { countClasses, type Dataset, type Encoder, type FittedEncoder, type Mixer, type Rng, type Sampler, selectRows, type Split, type SyntheticRows, UserError } from "@evenkeel/core";
import { checkEncoded, lostFeatures } from "./check-encoded.js";
import type { Rows } from "./rows.js";
import type { TrainingData } from "./task.js";

export interface PrepareOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  /** The rarest class, decided once for all trials. */
  readonly minority: number;
  /** Whether the planted rows carry the label of the minority. */
  readonly planted: boolean;
  /** `train` leaves the meta rows out; `labelled` trains on them too. */
  readonly rows: "train" | "labelled";
  readonly encoder: Encoder;
  readonly sampler: Sampler;
  readonly mixer: Mixer;
  readonly stream: (name: string) => Rng;
}

/**
 * From a data set and a split to encoded rows by role.
 *
 * The encoder is fitted once per trial on all labelled rows (train and meta), so that every method reads the same features;
 * the sampler works on encoded training rows, so that its distances are those of the model's inputs.
 *
 * @throws UserError if encoded values are not finite as 32-bit numbers.
 */
export function prepare({ dataset, split, minority, planted, rows, encoder, sampler, mixer, stream }: PrepareOptions): TrainingData {
  const position = positionOf(dataset);
  const labelled = [...split.train, ...split.meta].map(position);
  const asGiven = planted ? plant(dataset, (split.planted ?? []).map(position), minority) : dataset;
  const fitted = encoder.fit(dataset, labelled);
  const encoded = (from: Dataset, ids: readonly number[]) => {
    const made = encode(selectRows(from, ids.map(position)), fitted);
    checkEncoded({ rows: made, source: dataset, fitted });
    return made;
  };
  const train = encoded(asGiven, rows === "train" ? split.train : [...split.train, ...split.meta]);
  const classCounts = countClasses(train.labels, train.numClasses);
  if (sampler.when !== "run") throw new UserError("sampler: expected one that draws once per run, got one that draws every epoch, which training does not do yet. Choose another.");
  const { rows: naturalRows, synthetic, warnings = [] } = sampler.resample(train, { epoch: 0, epochs: 1, classCounts }, stream("sampler"));
  const mixing = stream("mixer");
  const lost = lostFeatures({ rows: train, source: dataset, fitted });
  return {
    train: toRows(train),
    trainRowIds: train.rowIds,
    naturalRows,
    parents: synthetic?.parents ?? null,
    synthetic: synthetic && synthetic.count > 0 ? syntheticRows(synthetic, train) : null,
    pairing: synthetic?.pairing ?? null,
    meta: split.meta.length > 0 ? toRows(encoded(dataset, split.meta)) : null,
    test: toRows(encoded(dataset, split.test)),
    classCounts,
    warnings: [...(dataset.warnings ?? []), ...(fitted.warnings ?? []), ...lost, ...warnings],
    mix: (batchRows) => mixer.pair(batchRows, train, classCounts, mixing),
  };
}

function plant(dataset: Dataset, planted: readonly number[], minority: number): Dataset {
  const labels = dataset.labels.slice();
  for (const row of planted) labels[row] = minority;
  return { ...dataset, labels };
}

function positionOf({ rowIds, name }: Dataset): (id: number) => number {
  const positions = new Map(Array.from(rowIds, (id, position) => [id, position]));
  return (id) => {
    const position = positions.get(id);
    if (position === undefined) throw new UserError(`split: expected row ids of ${name}, got ${id}. Use the splits with the data set they were made for.`);
    return position;
  };
}

function encode(rows: Dataset, fitted: FittedEncoder): Dataset {
  const { columns: _, ...rest } = rows;
  return { ...rest, values: fitted.encode(rows.values, rows.numExamples), featureShape: fitted.featureShape };
}

function toRows({ numExamples, featureShape, values, labels, numClasses }: Dataset): Rows {
  const targets = new Float32Array(numExamples * numClasses);
  labels.forEach((label, i) => (targets[i * numClasses + label] = 1));
  return { count: numExamples, featureShape, features: Float32Array.from(values), targets, labels, numClasses };
}

function syntheticRows({ count, values, targets }: SyntheticRows, { featureShape, numClasses }: Dataset): Rows {
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const target = targets.subarray(i * numClasses, (i + 1) * numClasses);
    return target.indexOf(Math.max(...target));
  });
  return { count, featureShape, features: Float32Array.from(values), targets: Float32Array.from(targets), labels, numClasses };
}
