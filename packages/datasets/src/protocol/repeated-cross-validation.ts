import { countClasses, type Dataset, defineProtocol, type Split, type Stream, UserError } from "@evenkeel/core";
import { z } from "zod";
import { fixedSplits } from "../split/fixed-splits.js";
import { stratifiedFolds } from "../split/stratified-folds.js";

interface Settings {
  readonly repeats: number;
  readonly folds: number;
  readonly classCounts: readonly number[] | null;
  readonly metaFraction: number;
  readonly validationFraction: number;
}

/**
 * Repeated stratified cross-validation on an imbalance of one's own making.
 *
 * Test is one fold at natural prevalence. Of the other folds, `classCounts` rows of each class are drawn; `metaFraction` of
 * them, class by class, are the meta set, `validationFraction` the validation set, and the rest is train. Rows not drawn are not used.
 *
 * Streams: `split/<repeat>` makes the folds, `draw/<trial>` the labelled rows, the meta and the validation set.
 *
 * @see Nadeau, Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003, for why repeated splits need their
 * own variance.
 */
export default defineProtocol({
  name: "repeated-cross-validation",
  summary: "repeated stratified folds; labelled rows of each class drawn from the other folds",
  config: {
    repeats: z.int().min(1).default(2).describe("how often the rows are dealt anew"),
    folds: z.int().min(2).default(5).describe("stratified folds of a repeat; one of them is the test set of a trial"),
    classCounts: z.array(z.int().min(1)).nullable().default(null).describe("labelled rows of each class, in class order; null takes all"),
    metaFraction: z
      .number()
      .min(0)
      .max(0.9)
      .default(2 / 7)
      .describe("share of the labelled rows of each class that is the meta set; 0 makes none"),
    validationFraction: z
      .number()
      .min(0)
      .max(0.9)
      .default(0)
      .describe("share of the labelled rows of each class that decides which state of a model is tested; 0 sets none apart"),
    splits: z.string().min(1).nullable().default(null).describe("a JSON file of splits that replaces all of the above"),
  },
  idle: ({ splits }) => {
    const because = splits !== null && "`protocol.splits` replaces it.";
    return { repeats: because, folds: because, classCounts: because, metaFraction: because, validationFraction: because };
  },
  create: ({ splits, ...settings }) =>
    splits === null
      ? {
          numTrials: settings.repeats * settings.folds,
          description: describe(settings),
          classCounts: (dataset) => labelledCounts(settings, dataset),
          split: (dataset, trial, stream) => splitOf(settings, dataset, trial, stream),
        }
      : fixedSplits("repeated-cross-validation", "protocol.splits", splits),
});

function splitOf(settings: Settings, dataset: Dataset, trial: number, stream: Stream): Split {
  checkCounts(settings, dataset);
  const repeat = Math.floor(trial / settings.folds);
  const fold = trial % settings.folds;
  const foldOf = stratifiedFolds(dataset.labels, dataset.numClasses, settings.folds, stream("split", repeat));
  const rows = Array.from(dataset.labels.keys());
  const draws = stream("draw", trial);
  const train: number[][] = [];
  const meta: number[][] = [];
  const validation: number[][] = [];
  for (let label = 0; label < dataset.numClasses; label++) {
    const pool = rows.filter((row) => foldOf[row] !== fold && dataset.labels[row] === label);
    const count = settings.classCounts?.[label] ?? pool.length;
    const [numMeta, numValidation] = [countOf(settings.metaFraction, count), countOf(settings.validationFraction, count)];
    checkPool(settings, { className: dataset.classNames[label]!, available: pool.length, count, numMeta, numValidation });
    const drawn = Array.from(draws.permutation(pool.length).subarray(0, count), (i) => pool[i]!);
    meta.push(drawn.slice(0, numMeta));
    validation.push(drawn.slice(numMeta, numMeta + numValidation));
    train.push(drawn.slice(numMeta + numValidation));
  }
  const ids = (positions: readonly number[]): number[] => positions.map((row) => dataset.rowIds[row]!).sort((a, b) => a - b);
  return {
    train: ids(train.flat()),
    meta: ids(meta.flat()),
    ...(settings.validationFraction > 0 && { validation: ids(validation.flat()) }),
    test: ids(rows.filter((row) => foldOf[row] === fold)),
  };
}

function labelledCounts({ classCounts }: Settings, { labels, numClasses }: Dataset): readonly number[] {
  return classCounts ?? countClasses(labels, numClasses);
}

/** Rows of a class that are set apart: one at least. */
function countOf(fraction: number, count: number): number {
  return fraction === 0 ? 0 : Math.max(1, Math.round(fraction * count));
}

function checkCounts({ classCounts, folds }: Settings, { classNames, labels }: Dataset): void {
  if (classCounts !== null && classCounts.length !== classNames.length) {
    throw new UserError(
      `repeated-cross-validation: expected \`protocol.classCounts\` with ${classNames.length} counts for the classes ${classNames.join(", ")}, got [${classCounts.join(", ")}].`,
    );
  }
  const available = countClasses(labels, classNames.length);
  const small = classNames.flatMap((name, label) => (available[label]! < folds ? [{ name, rows: available[label]! }] : []));
  if (small.length === 0) return;
  const listed = small
    .slice(0, 5)
    .map(({ name, rows }) => `${rows} of class "${name}"`)
    .join(", ");
  const more = small.length > 5 ? ` and few of ${small.length - 5} other classes` : "";
  const fewest = Math.min(...small.map(({ rows }) => rows));
  const advice =
    fewest < 2
      ? "A class needs two rows at least: merge it with another, or remove its rows."
      : `Lower the folds, \`protocol.folds=${fewest}\`, merge the class with another, or leave it out.`;
  const measured = small.length > 5 ? " If the label is a measurement, bin it first." : "";
  throw new UserError(
    `repeated-cross-validation: expected at least ${folds} rows of each class, one for the test set of each of \`protocol.folds=${folds}\`, got ${listed}${more}. ${advice}${measured}`,
  );
}

interface Pool {
  readonly className: string;
  readonly available: number;
  readonly count: number;
  readonly numMeta: number;
  readonly numValidation: number;
}

function checkPool({ folds }: Settings, { className, available, count, numMeta, numValidation }: Pool): void {
  if (count > available) {
    throw new UserError(
      `repeated-cross-validation: expected at least ${count} rows of class "${className}" outside the test fold, got ${available}. Lower its count in \`protocol.classCounts\`, or raise \`protocol.folds\` (${folds}).`,
    );
  }
  if (numMeta + numValidation >= count) {
    const beside = [numMeta > 0 && `${numMeta} in the meta set`, numValidation > 0 && `${numValidation} in the validation set`];
    throw new UserError(
      `repeated-cross-validation: expected at least ${numMeta + numValidation + 1} labelled rows of class "${className}", so that train keeps one beside ${beside.filter(Boolean).join(" and ")}, got ${count}. Raise its count, or set ${numMeta > 0 ? "`protocol.metaFraction=0` if no method needs a meta set" : "`protocol.validationFraction=0` if no method needs a validation set"}.`,
    );
  }
}

function describe({ repeats, folds, classCounts, metaFraction, validationFraction }: Settings): string {
  const drawn =
    classCounts === null
      ? "all rows of the other folds are labelled"
      : `${classCounts.join(" + ")} labelled rows are drawn from the other folds`;
  const meta =
    metaFraction === 0
      ? "no meta set"
      : `${(100 * metaFraction).toFixed(1)} % of them, class by class, are the meta set of methods that need one`;
  const validation =
    validationFraction === 0
      ? ""
      : `; ${(100 * validationFraction).toFixed(1)} % are the validation set of methods that choose a state by it`;
  return `${repeats} × stratified ${folds}-fold: test is one fold at natural prevalence; ${drawn}; ${meta}${validation}.`;
}
