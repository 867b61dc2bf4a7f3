import { type Adjustment, checkFinite, type Metric, type MetricDescription, type Predictions, type Rows } from "@evenkeel/core";

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
  return { metrics: Object.assign({}, ...metrics.map((metric) => metric.compute(ownCopy(predictions)))), scores: logits };
}

/** A metric that writes into what it is given changes nobody else's. */
const ownCopy = (of: Predictions): Predictions => ({ ...of, logits: of.logits.slice(), labels: of.labels.slice() });

/** What the metrics are called, in their order. */
export function describeMetrics({ metrics }: Pick<Scoring, "metrics">): Readonly<Record<string, MetricDescription>> {
  return Object.assign({}, ...metrics.map((metric) => metric.describe));
}
