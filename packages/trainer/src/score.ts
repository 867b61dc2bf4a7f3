import { type Adjustment, checkFinite, type Metric, type MetricDescription, type Predictions, type Rows, UserError } from "@evenkeel/core";

/** How logits become scores: the same for every set of rows. */
export interface Scoring {
  readonly metrics: readonly Metric[];
  readonly adjustment: Adjustment;
  /** The class of interest and the rarest class, decided once for all trials. */
  readonly positive: number;
  readonly minority: number;
  /** Class shares of the labels that the method trains on, as given. */
  readonly labelPriors: readonly number[];
  /** Class shares of all labelled rows of the trial by their true labels. */
  readonly dataPriors: readonly number[];
}

/** The metrics of rows, and the scores that they are of. */
export interface Scored {
  readonly metrics: Readonly<Record<string, number>>;
  /** The adjusted logits that the metrics were computed from, row-major `[rows.count, numClasses]`. */
  readonly scores: Float64Array;
}

/**
 * The metrics of a model on rows.
 *
 * @param raw - row-major `[rows.count, numClasses]`, as the model gives them.
 * @param lossPriors - class shares that the loss saw.
 * @param step - updates that were done.
 * @throws NonFiniteError if adjusted logits are not finite.
 */
export function scoresOf(
  { metrics, adjustment, positive, minority, labelPriors, dataPriors }: Scoring,
  rows: Pick<Rows, "count" | "numClasses" | "labels">,
  raw: Float64Array,
  lossPriors: readonly number[],
  step: number,
): Scored {
  const logits = raw.slice();
  adjustment.adjust(logits, labelPriors);
  checkFinite(logits, "adjusted scores", step, rows.numClasses);
  const predictions = {
    numExamples: rows.count,
    numClasses: rows.numClasses,
    logits,
    labels: rows.labels,
    lossPriors: adjustment.priors(lossPriors),
    labelPriors,
    positive,
    minority,
    dataPriors,
  };
  return { metrics: Object.assign({}, ...metrics.map((metric) => computed(metric, predictions))), scores: logits };
}

/** Of a metric that says other names, one score would be missing, or stand in place of another's. */
function computed({ describe, compute }: Metric, predictions: Predictions): Readonly<Record<string, number>> {
  const found = compute(ownCopy(predictions));
  const [described, got] = [Object.keys(describe), Object.keys(found)].map((names) => names.sort().join(", ")) as [string, string];
  if (described !== got)
    throw new UserError(
      `metric: expected the scores that its \`describe\` names, ${described}, got ${got || "none"}. Make the two the same.`,
    );
  return found;
}

/** A metric that writes into what it is given changes nobody else's. */
const ownCopy = (of: Predictions): Predictions => ({ ...of, logits: of.logits.slice(), labels: of.labels.slice() });

/** What the metrics are called, in their order. */
export function describeMetrics({ metrics }: Pick<Scoring, "metrics">): Readonly<Record<string, MetricDescription>> {
  return Object.assign({}, ...metrics.map((metric) => metric.describe));
}
