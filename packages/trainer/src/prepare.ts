import {
  type AnyRows,
  countClasses,
  type Dataset,
  type FittedEncoder,
  type LabelledRole,
  labelledIn,
  type MadeRows,
  type Mixer,
  oneHot,
  type Pairing,
  positionsByClass,
  type Resampled,
  type Rows,
  rowsAt,
  type Sampler,
  samplerRng,
  selectRows,
  sizeOf,
  type Split,
  type Stream,
  toFloat32,
  union,
} from "@evenkeel/core";
import { blocksOf, categoriesBetween, categoriesMixed } from "./blocks.js";
import { checkEncoded, lostFeatures } from "./check-encoded.js";
import { checkPairing, checkResampled } from "./check-resampled.js";
import { positionOf } from "./position-of.js";
import type { DrawnRows, TrainingData } from "./task.js";
import { unseenLevels } from "./unseen-levels.js";

/** What rows by role are made of. */
export interface PrepareOptions {
  /** Without missing values. */
  readonly dataset: Dataset;
  readonly split: Split;
  /** Labels that are not the true ones, by row id. */
  readonly labels: ReadonlyMap<number, number>;
  /** Which labelled rows are trained on. */
  readonly rows: readonly LabelledRole[];
  /** Fitted on this data set, by `fitChain`. */
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

/**
 * From a data set and a split to encoded rows by role.
 *
 * The sampler works on encoded training rows, so that its distances are those of the model's inputs. What it gives is checked
 * here, where that of every sampler passes.
 *
 * @throws UserError if encoded values are not finite as 32-bit numbers.
 */
export function prepare({ dataset, split, labels, rows, fitted, sampler, mixer, names, stream }: PrepareOptions): TrainingData {
  const position = positionOf(dataset);
  const asGiven = relabelled(dataset, labels, position);
  const blocks = blocksOf(dataset, fitted);
  const encoded = (from: Dataset, ids: readonly number[]): Rows<Float64Array> => {
    const made = encode(selectRows(from, ids.map(position)), fitted, blocks);
    checkEncoded({ rows: made, source: dataset, fitted });
    return made;
  };
  const train = encoded(asGiven, labelledIn(split, rows));
  const classCounts = countClasses(train.labels, train.numClasses);
  const held = toFloat32(train);
  const resample = (draw: number, embed: () => AnyRows): Resampled => {
    let known: AnyRows | null = null;
    const embedded = (): AnyRows => (known ??= embed());
    const made = sampler.resample(train, { classCounts, embedded }, samplerRng(stream, draw));
    checkResampled(names.sampler, made, train);
    return made;
  };
  const drawnRows = (from: Resampled): { rows: DrawnRows; warnings: readonly string[] } => {
    const { rows: naturalRows, isUnchanged } = rowsOf(from, train);
    const synthetic = from.synthetic && from.synthetic.count > 0 ? toFloat32(from.synthetic) : null;
    const mixing = mixer && batchMixer(names.mixer, mixer, { train: held, naturalRows, synthetic, classCounts, stream });
    return {
      rows: { naturalRows, isUnchanged, synthetic, mix: mixing?.mix ?? (() => null), mixesAt: mixer?.at ?? "input" },
      warnings: mixing?.warnings ?? [],
    };
  };
  let isEmbedded = false;
  const resampled = resample(0, () => {
    isEmbedded = true;
    return train;
  });
  const first = drawnRows(resampled);
  const test = encoded(dataset, split.test);
  return {
    ...first.rows,
    train: held,
    meta: split.meta.length > 0 ? toFloat32(encoded(asGiven, split.meta)) : null,
    validation: split.validation?.length ? toFloat32(encoded(asGiven, split.validation)) : null,
    test: toFloat32(test),
    classCounts,
    drawn: (draw, embed) => drawnRows(resample(draw, () => embed(held))).rows,
    warnings: [
      ...(dataset.warnings ?? []),
      ...(fitted.warnings ?? []),
      ...unseenLevels(dataset, labelledIn(split).map(position), split.test.map(position)),
      ...lostFeatures({ rows: train, source: dataset, fitted }),
      ...(first.rows.isUnchanged ? unchanged(names.sampler, resampled) : (resampled.warnings ?? [])),
      ...categoriesBetween(names.sampler, resampled),
      ...copiesOfTest(names.sampler, resampled, train, test),
      ...(isEmbedded
        ? [`${names.sampler}: the rows of the first draw have their neighbours in the inputs, for no embedding is trained yet.`]
        : []),
      ...first.warnings,
    ],
  };
}

/** A sampler that changed nothing leaves the rows in their order: the run is then that without it, to the bit. */
function rowsOf({ rows, synthetic }: Resampled, { count }: AnyRows): { rows: Int32Array; isUnchanged: boolean } {
  const isUnchanged = (synthetic?.count ?? 0) === 0 && rows.length === count && new Set(rows).size === count;
  return { rows: isUnchanged ? rows.slice().sort() : rows, isUnchanged };
}

function unchanged(component: string, { warnings = [] }: Resampled): string[] {
  if (component === "sampler=none") return [...warnings];
  return [[`${component} added no row and removed none: the run is the same as with \`sampler=none\`.`, ...warnings].join(" ")];
}

/** What nobody here made may carry test rows: one that equals a test row and no training row has most likely come from there. */
function copiesOfTest(component: string, { synthetic }: Resampled, train: AnyRows, test: AnyRows): string[] {
  if (!synthetic || !Object.values(synthetic.origin.relation).includes("learned")) return [];
  const keysOf = ({ count, features, featureShape }: AnyRows): string[] => {
    const width = sizeOf(featureShape);
    return Array.from({ length: count }, (_, row) => features.subarray(row * width, (row + 1) * width).join());
  };
  const known = new Set(keysOf(train));
  const tested = new Set(keysOf(test).filter((key) => !known.has(key)));
  const numCopies = keysOf(synthetic).filter((key) => tested.has(key)).length;
  if (numCopies === 0) return [];
  return [
    `${component}: ${numCopies} of ${synthetic.count} synthetic rows equal a test row of this trial, and no training row: if they were made of test rows, the scores are worth nothing.`,
  ];
}

interface Mixable {
  readonly train: Rows;
  readonly naturalRows: Int32Array;
  readonly synthetic: MadeRows | null;
  readonly classCounts: readonly number[];
  readonly stream: Stream;
}

/**
 * Mixes batches of the rows that the sampler left and of those that it made: one that it removed must not come back as a partner.
 * Positions of synthetic rows are behind those of the training rows.
 */
function batchMixer(
  component: string,
  mixer: Mixer,
  { train, naturalRows, synthetic, classCounts, stream }: Mixable,
): { mix: DrawnRows["mix"]; warnings: string[] } {
  const isWhole = naturalRows.length === train.count && naturalRows.every((row, place) => row === place);
  const natural = isWhole ? train : rowsAt(train, naturalRows);
  const kept = synthetic ? union(natural, synthetic) : natural;
  const placeOf = new Map(Array.from(naturalRows, (row, place) => [row, place]));
  const inKept = (row: number): number => (row < train.count ? placeOf.get(row)! : naturalRows.length + row - train.count);
  const inTrain = (place: number): number => (place < naturalRows.length ? naturalRows[place]! : train.count + place - naturalRows.length);
  const pair = (batchRows: Int32Array, at: number): Pairing | null => {
    const pairing = mixer.pair(batchRows.map(inKept), kept, classCounts, stream("mix", at));
    if (!pairing) return null;
    checkPairing(component, pairing, batchRows.length, kept.count);
    return { ...pairing, anchor: pairing.anchor.map(inTrain), partner: pairing.partner.map(inTrain) };
  };
  const tried = positionsByClass(kept.labels, kept.numClasses).flatMap((places) => Array.from(places.subarray(0, TRIED), inTrain));
  const trial = pair(Int32Array.from(tried), 0);
  const isIdle = trial !== null && trial.anchor.every((anchor, i) => anchor === trial.partner[i]);
  const warnings = [
    ...(mixer.at === "embedding" ? [] : categoriesMixed(component, trial, train.blocks)),
    ...(isIdle ? [`${component} mixes each row with itself: the run is the same as with \`mixer=none\`.`] : []),
  ];
  return { mix: (batchRows, { step }) => pair(batchRows, step), warnings };
}

function relabelled(dataset: Dataset, given: ReadonlyMap<number, number>, position: (id: number) => number): Dataset {
  if (given.size === 0) return dataset;
  const labels = dataset.labels.slice();
  for (const [id, label] of given) labels[position(id)] = label;
  return { ...dataset, labels };
}

function encode(rows: Dataset, fitted: FittedEncoder, blocks: Rows["blocks"]): Rows<Float64Array> {
  const { numExamples, numClasses, classNames, labels, rowIds } = rows;
  return {
    count: numExamples,
    featureShape: fitted.featureShape,
    numClasses,
    classNames,
    features: fitted.encode(rows.values, numExamples),
    targets: oneHot(labels, numClasses),
    labels,
    ids: rowIds,
    blocks,
  };
}
