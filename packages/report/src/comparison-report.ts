/**
 * Everything that a report of a comparison says, as plain JSON data: it is written beside the page, and the page can be made
 * from it again. A number that is undefined is null (or NaN before it is written).
 */
export interface ComparisonReport {
  readonly title: string;
  /** What the comparison asks, in one sentence. */
  readonly question: string;
  /** What ran it, in one line: `wasm, 2 threads`. */
  readonly engine: string;
  /** ISO 8601. */
  readonly date: string;
  readonly seed: number;
  /** How trials are made, in sentences. */
  readonly protocol: string;
  /** How learning rate, batch size and weight decay were chosen. */
  readonly settings: string;
  readonly dataset: ReportedDataset;
  readonly trials: number;
  /** Coverage of all intervals: 0.95. */
  readonly level: number;
  readonly metrics: readonly ReportedMetric[];
  /** Key of the metric that contrasts are about. */
  readonly primary: string;
  /** Name of the method that wins and losses are counted against. */
  readonly reference: string;
  readonly conditions: readonly ReportedCondition[];
  readonly methods: readonly ReportedMethod[];
  /** One for each condition and method. */
  readonly cells: readonly ReportedCell[];
  /** Declared before the run. */
  readonly contrasts: readonly ReportedContrast[];
  readonly smallestVisibleDifference: SmallestVisibleDifference;
  /** What the intervals do and do not say, in honest sentences. */
  readonly conclusions: readonly string[];
  readonly ledger: readonly LedgerRow[];
  readonly recovery?: readonly ReportedRecovery[];
  readonly learned?: readonly ReportedLearning[];
  readonly learningCurves?: readonly LearningCurves[];
  readonly contributions?: readonly ContributionCurves[];
  readonly extremes?: readonly ExtremeRows[];
  /** What a reader must know: `meta methods know that the meta rows are clean`. */
  readonly notes: readonly string[];
  /** Where the runs are, and commands to look at them. */
  readonly storage: { readonly description: string; readonly commands: readonly string[] };
}

/** A number, or null where it is undefined: JSON has no NaN. */
export type Maybe = number | null;

/** The data, and which of their classes the scores are about. */
export interface ReportedDataset {
  readonly name: string;
  readonly digest: string;
  readonly classes: readonly { readonly name: string; readonly count: number }[];
  /** The class of interest of two, and whether the config named it; else it is the rarest, or the last of two that are equally large. */
  readonly positive?: { readonly name: string; readonly isSet: boolean; readonly isTie?: boolean };
}

/** A score and how it is read. */
export interface ReportedMetric {
  readonly key: string;
  readonly label: string;
  readonly higherIsBetter: boolean;
  readonly rankingOnly: boolean;
}

/** What was done to the rows before any method saw them. */
export interface ReportedCondition {
  readonly name: string;
  readonly description: string;
}

/** A row of the table. */
export interface ReportedMethod {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** The method whose control this is. */
  readonly controlOf?: string;
  /** What is the same by construction; with `rankingOnly` that holds for ranking metrics alone. */
  readonly equalTo?: { readonly method: string; readonly why: string; readonly rankingOnly: boolean };
  /** What a reader must know of its runs, each with the trials that it is about: `… (all trials)`. */
  readonly warnings?: readonly string[];
  readonly papers?: readonly { readonly citation: string; readonly url?: string; readonly reconstruction?: string }[];
}

/** A value over trials. */
export interface Summary {
  readonly mean: Maybe;
  readonly interval: readonly [low: Maybe, high: Maybe];
  /** Null where the trial failed. */
  readonly perTrial: readonly Maybe[];
}

/** What a method found under a condition. */
export interface ReportedCell {
  readonly condition: string;
  readonly method: string;
  /** `failed`: no trial finished; `equal`: not run, the same as another by construction; `impossible`: not run, for `reason`. */
  readonly status: "ok" | "failed" | "equal" | "impossible";
  /** Why it is impossible on these rows, and what would help. */
  readonly reason?: string;
  /** By metric key; those of the equal method where it is equal. */
  readonly values: Readonly<Record<string, Summary>>;
  readonly failures?: readonly { readonly trial: number; readonly reason: string }[];
  /** Trials in which the primary metric is better than, the same as, worse than the reference's. */
  readonly against?: { readonly wins: number; readonly ties: number; readonly losses: number };
}

/** A declared difference of two methods under a condition, with its test or why there is none. */
export interface ReportedContrast {
  readonly condition: string;
  /** Names of methods: the difference is a − b of the primary metric. */
  readonly a: string;
  readonly b: string;
  readonly difference: Maybe;
  readonly interval: readonly [low: Maybe, high: Maybe];
  readonly p: Maybe;
  readonly pHolm: Maybe;
  readonly significant: boolean;
  readonly perTrial: readonly Maybe[];
  /** Why this contrast was not tested, in a few words: `one trial`. Absent if it was; p, interval and `detectable` are then defined. */
  readonly notTested?: string;
  /** The true difference that this contrast finds with the declared power, at the strictest level of the correction. */
  readonly detectable?: Maybe;
}

/** What every tested contrast would have found with the declared power. */
export interface SmallestVisibleDifference {
  /** The largest `detectable` over all tested contrasts: each of them finds it with `power`. Null if none was tested. */
  readonly value: Maybe;
  readonly power: number;
  readonly explanation: string;
}

/** How many rows of each class play which role for a method in one trial. */
export interface LedgerRow {
  readonly condition?: string;
  readonly method: string;
  readonly role: string;
  readonly classCounts: readonly number[];
  readonly note?: string;
}

/** AUC of finding the synthetic rows that have a mislabelled parent. */
export interface ReportedRecovery {
  readonly condition: string;
  readonly method: string;
  /** By low contribution. */
  readonly byContribution: Summary;
  /** The yardstick: by high final loss of the same rows in the frozen run. */
  readonly byLoss?: Summary;
}

/** What the learned part of a method could do: means over trials, for each condition and method. */
export interface ReportedLearning {
  readonly condition: string;
  readonly method: string;
  /** Rows whose weights were learned: synthetic rows, or those of a batch. */
  readonly count: number;
  /** (Σw)²/Σw². */
  readonly effective: number;
  /** Contributions alone: meta steps that a row took part in, and where nine in ten of the contributions lie at the end. */
  readonly contributions?: {
    readonly meanVisits: number;
    readonly minVisits: number;
    readonly low: number;
    readonly high: number;
    readonly sd: number;
  };
  /** Trials in which the learned part had no chance. */
  readonly numStill: number;
}

/** A line with the band around it; by learning curves the mean over trials, with the lowest and the highest trial. */
export interface Band {
  readonly mean: readonly Maybe[];
  readonly low: readonly Maybe[];
  readonly high: readonly Maybe[];
}

/** Losses of a method over its updates, by set, over the trials. */
export interface LearningCurves {
  readonly condition: string;
  readonly method: string;
  readonly steps: readonly number[];
  readonly train?: Band;
  readonly meta?: Band;
  readonly test?: Band;
}

/** Quantiles over synthetic rows of all trials of the learned contribution. */
export interface ContributionCurves {
  readonly condition: string;
  readonly method: string;
  readonly steps: readonly number[];
  /** `mean` is the median; `low` and `high` the quartiles. */
  readonly groups: readonly { readonly label: string; readonly mislabelled: boolean; readonly count: number; readonly band: Band }[];
}

/** A synthetic row with its weight and parents, as tables of extremes show it. */
export interface SyntheticRow {
  readonly row: number;
  readonly weight: number;
  /** Weight of the first parent. */
  readonly lambda?: number;
  readonly parents: readonly { readonly rowId: number; readonly label: string; readonly share: number; readonly mislabelled: boolean }[];
}

/** The synthetic rows of one trial that ended with the highest and the lowest contribution. */
export interface ExtremeRows {
  readonly condition: string;
  readonly method: string;
  readonly trial: number;
  readonly highest: readonly SyntheticRow[];
  readonly lowest: readonly SyntheticRow[];
}
