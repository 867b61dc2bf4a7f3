/** What a metric may look at: a whole test set, in float64. */
export interface Predictions {
  readonly numExamples: number;
  readonly numClasses: number;
  /** Row-major `[numExamples, numClasses]`, after any post-hoc adjustment. */
  readonly logits: Float64Array;
  readonly labels: Int32Array;
  /** Class shares that the loss saw (after class weights, sampling and learned weights): the threshold "at the loss prior". */
  readonly lossPriors: readonly number[];
  /** Class shares of the labels that the method trained on, as given and before any balancing: the threshold "at the label prior". */
  readonly labelPriors: readonly number[];
  /** The class of interest of two: average precision, ROC-AUC and charts are about it. Decided once for all trials. */
  readonly positive: number;
  /** The rarest class, decided once for all trials: the 1 of metrics at "the" ratio. */
  readonly minority: number;
  /** Class shares of all labelled rows of the trial by their true labels. */
  readonly dataPriors: readonly number[];
}

/** Numbers that say how good the scores of test rows are. */
export interface Metric {
  /** Values by name; a name is a valid MLflow key. */
  compute(predictions: Predictions): Readonly<Record<string, number>>;
  readonly describe: Readonly<Record<string, MetricDescription>>;
}

/** How a score is called and read. */
export interface MetricDescription {
  readonly label: string;
  readonly higherIsBetter: boolean;
  /** True if it depends on the ranking of rows alone, not on the scale of the scores. */
  readonly rankingOnly: boolean;
}
