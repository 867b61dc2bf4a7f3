import {
  countClasses,
  type Dataset,
  type Encoder,
  type FittedEncoder,
  type Mixer,
  type Pairing,
  type Resampled,
  type Rng,
  type RunRows,
  type Sampler,
  samplerRng,
  selectRows,
  type Split,
  type Stream,
  type SyntheticRows,
  UserError,
} from "@evenkeel/core";
import { checkEncoded, lostFeatures } from "./check-encoded.js";
import { checkPairing, checkResampled } from "./check-resampled.js";
import { categoriesBetween, categoriesMixed, nominalFeatures } from "./nominal.js";
import { positionsByClass } from "./rows.js";
import type { DrawnRows, TrainingData } from "./task.js";
import { unseenLevels } from "./unseen-levels.js";

export interface PrepareOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  /** The rarest class, decided once for all trials. */
  readonly minority: number;
  /** Whether the planted rows carry the label of the minority. */
  readonly planted: boolean;
  /** `train` leaves the meta rows out; `labelled` trains on them too. */
  readonly rows: "train" | "labelled";
  /** By `fitEncoder`. */
  readonly fitted: FittedEncoder;
  readonly sampler: Sampler;
  /** Null for a model that is fitted at once: it sees no batches. */
  readonly mixer: Mixer | null;
  /** What messages call them: `sampler=smote`. */
  readonly names: { readonly sampler: string; readonly mixer: string };
  readonly stream: Stream;
}

/** RunRows of each class that a mixer is tried on, to find its mistakes before training. */
const TRIED = 8;

/** The encoder is fitted once per trial on all labelled rows (train and meta), so that every method reads the same features. */
export function fitEncoder({
  dataset,
  split,
  encoder,
}: {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly encoder: Encoder;
}): FittedEncoder {
  return encoder.fit(dataset, [...split.train, ...split.meta].map(positionOf(dataset)));
}

/**
 * From a data set and a split to encoded rows by role.
 *
 * The sampler works on encoded training rows, so that its distances are those of the model's inputs. What it gives is checked
 * here, where that of every sampler passes.
 *
 * @throws UserError if encoded values are not finite as 32-bit numbers.
 */
export function prepare({ dataset, split, minority, planted, rows, fitted, sampler, mixer, names, stream }: PrepareOptions): TrainingData {
  const position = positionOf(dataset);
  const asGiven = planted ? plant(dataset, (split.planted ?? []).map(position), minority) : dataset;
  const encoded = (from: Dataset, ids: readonly number[]) => {
    const made = encode(selectRows(from, ids.map(position)), fitted);
    checkEncoded({ rows: made, source: dataset, fitted });
    return made;
  };
  const nominal = nominalFeatures(dataset, fitted);
  const train = encoded(asGiven, rows === "train" ? split.train : [...split.train, ...split.meta]);
  const classCounts = countClasses(train.labels, train.numClasses);
  const resample = (draw: number): Resampled => {
    const made = sampler.resample(train, { classCounts }, samplerRng(stream, draw));
    checkResampled(names.sampler, made, train);
    return made;
  };
  const mixing = (rows: Int32Array) => mixer && batchMixer(names.mixer, mixer, { train, naturalRows: rows, classCounts, nominal, stream });
  const resampled = resample(0);
  const first = drawnRows(resampled, train, mixing);
  return {
    ...first.rows,
    train: toRows(train),
    trainRowIds: train.rowIds,
    meta: split.meta.length > 0 ? toRows(encoded(dataset, split.meta)) : null,
    test: toRows(encoded(dataset, split.test)),
    classCounts,
    drawn: (draw) => drawnRows(resample(draw), train, mixing).rows,
    warnings: [
      ...(dataset.warnings ?? []),
      ...(fitted.warnings ?? []),
      ...unseenLevels(dataset, [...split.train, ...split.meta].map(position), split.test.map(position)),
      ...(planted && (split.planted ?? []).length === 0
        ? [
            "condition=planted: the split plants no row, so the run is the same as with `condition=clean`. Raise `protocol.planted`, or leave the condition out.",
          ]
        : []),
      ...lostFeatures({ rows: train, source: dataset, fitted }),
      ...(first.rows.isUnchanged ? unchanged(names.sampler, resampled) : (resampled.warnings ?? [])),
      ...categoriesBetween(names.sampler, resampled, nominal),
      ...first.warnings,
    ],
  };
}

function drawnRows(
  resampled: Resampled,
  train: Dataset,
  mixing: (rows: Int32Array) => { mix: DrawnRows["mix"]; warnings: string[] } | null,
): { rows: DrawnRows; warnings: readonly string[] } {
  const { rows: naturalRows, isUnchanged } = rowsOf(resampled, train);
  const { synthetic } = resampled;
  const mixer = mixing(naturalRows);
  return {
    rows: {
      naturalRows,
      isUnchanged,
      parents: synthetic?.parents ?? null,
      synthetic: synthetic && synthetic.count > 0 ? syntheticRows(synthetic, train) : null,
      pairing: synthetic?.pairing ?? null,
      mix: mixer?.mix ?? (() => null),
    },
    warnings: mixer?.warnings ?? [],
  };
}

/** A sampler that changed nothing leaves the rows in their order: the run is then that without it, to the bit. */
function rowsOf({ rows, synthetic }: Resampled, { numExamples }: Dataset): { rows: Int32Array; isUnchanged: boolean } {
  const isUnchanged = (synthetic?.count ?? 0) === 0 && rows.length === numExamples && new Set(rows).size === numExamples;
  return { rows: isUnchanged ? rows.slice().sort() : rows, isUnchanged };
}

function unchanged(component: string, { warnings = [] }: Resampled): string[] {
  if (component === "sampler=none") return [...warnings];
  return [[`${component} added no row and removed none: the run is the same as with \`sampler=none\`.`, ...warnings].join(" ")];
}

interface Mixable {
  readonly train: Dataset;
  readonly naturalRows: Int32Array;
  readonly classCounts: readonly number[];
  readonly nominal: ReturnType<typeof nominalFeatures>;
  readonly stream: Stream;
}

/** Mixes batches of the rows that the sampler left: one that it removed must not come back as a partner. */
function batchMixer(
  component: string,
  mixer: Mixer,
  { train, naturalRows, classCounts, nominal, stream }: Mixable,
): { mix: TrainingData["mix"]; warnings: string[] } {
  const isWhole = naturalRows.length === train.numExamples && naturalRows.every((row, place) => row === place);
  const kept = isWhole ? train : selectRows(train, naturalRows);
  const placeOf = new Map(Array.from(naturalRows, (row, place) => [row, place]));
  const pair = (batchRows: Int32Array, rng: Rng): Pairing | null => {
    const pairing = mixer.pair(
      batchRows.map((row) => placeOf.get(row)!),
      kept,
      classCounts,
      rng,
    );
    if (!pairing) return null;
    checkPairing(component, pairing, batchRows.length, kept.numExamples);
    return {
      ...pairing,
      anchor: pairing.anchor.map((place) => naturalRows[place]!),
      partner: pairing.partner.map((place) => naturalRows[place]!),
    };
  };
  const tried = positionsByClass(kept.labels, kept.numClasses).flatMap((places) =>
    Array.from(places.subarray(0, TRIED), (place) => naturalRows[place]!),
  );
  const trial = pair(Int32Array.from(tried), stream("mix", 0));
  const isIdle = trial !== null && trial.anchor.every((anchor, i) => anchor === trial.partner[i]);
  const warnings = [
    ...categoriesMixed(component, trial, nominal),
    ...(isIdle ? [`${component} mixes each row with itself: the run is the same as with \`mixer=none\`.`] : []),
  ];
  return { mix: (batchRows, { step }) => pair(batchRows, stream("mix", step)), warnings };
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
    if (position === undefined)
      throw new UserError(`split: expected row ids of ${name}, got ${id}. Use the splits with the data set they were made for.`);
    return position;
  };
}

function encode(rows: Dataset, fitted: FittedEncoder): Dataset {
  const { columns: _, ...rest } = rows;
  return { ...rest, values: fitted.encode(rows.values, rows.numExamples), featureShape: fitted.featureShape };
}

function toRows({ numExamples, featureShape, values, labels, numClasses }: Dataset): RunRows {
  const targets = new Float32Array(numExamples * numClasses);
  labels.forEach((label, i) => (targets[i * numClasses + label] = 1));
  return { count: numExamples, featureShape, features: Float32Array.from(values), targets, labels, numClasses };
}

function syntheticRows({ count, values, targets }: SyntheticRows, { featureShape, numClasses }: Dataset): RunRows {
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const target = targets.subarray(i * numClasses, (i + 1) * numClasses);
    return target.indexOf(Math.max(...target));
  });
  return { count, featureShape, features: Float32Array.from(values), targets: Float32Array.from(targets), labels, numClasses };
}
