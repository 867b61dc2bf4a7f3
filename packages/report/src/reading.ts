import type {
  ComparisonReport,
  LedgerRow,
  ReportedCell,
  ReportedContrast,
  ReportedMethod,
  ReportedMetric,
  Summary,
} from "./comparison-report.js";
import { visible } from "@evenkeel/core";
import { isDefined } from "./format.js";

/** What stands where a method and a metric meet. */
export type Entry =
  | { readonly kind: "value"; readonly summary: Summary; /** Trials without a value. */ readonly numMissing: number }
  /** The same as another method by construction. */
  | { readonly kind: "equal"; readonly to: string }
  | { readonly kind: "failed"; readonly numFailed: number }
  | { readonly kind: "impossible" }
  | { readonly kind: "missing" };

export function cellOf(report: ComparisonReport, condition: string, method: string): ReportedCell | undefined {
  return report.cells.find((cell) => cell.condition === condition && cell.method === method);
}

export function entryOf(report: ComparisonReport, condition: string, method: ReportedMethod, metric: ReportedMetric): Entry {
  const cell = cellOf(report, condition, method.name);
  if (!cell) return { kind: "missing" };
  const numFailed = cell.failures?.length ?? 0;
  if (cell.status === "impossible") return { kind: "impossible" };
  if (cell.status === "failed") return { kind: "failed", numFailed };
  if (method.equalTo && (cell.status === "equal" || (method.equalTo.rankingOnly && metric.rankingOnly))) {
    return { kind: "equal", to: labelBeside(report, method.equalTo.method, method.name) };
  }
  const summary = cell.values[metric.key];
  return summary ? { kind: "value", summary, numMissing: numMissing(summary, report.trials) } : { kind: "missing" };
}

/** Trials over which a mean is not: they failed, or the metric is undefined there. */
export function numMissing({ perTrial }: Summary, trials: number): number {
  return trials - perTrial.filter(isDefined).length;
}

/** Whether some mean under a condition is over fewer trials than others may be. */
export function hasPartialMeans(report: ComparisonReport, condition: string): boolean {
  return report.methods.some((method) =>
    report.metrics.some((metric) => {
      const entry = entryOf(report, condition, method, metric);
      return entry.kind === "value" && entry.numMissing > 0;
    }),
  );
}

/** What a reader must know of means that are not over all trials. */
export function partialMeansText({ trials }: ComparisonReport): string {
  return `Mean over fewer than ${trials} trials: not directly comparable with means over other trials. Contrasts and wins, ties and losses use the trials that both methods have.`;
}

/** `not tested: one trial`, `9 of 10 trials`; empty for a test over all trials. */
export function asideOf({ notTested, perTrial }: ReportedContrast, { trials }: ComparisonReport): string {
  if (notTested !== undefined) return `not tested: ${notTested}`;
  const pairs = perTrial.filter(isDefined).length;
  return pairs < trials ? `${pairs} of ${trials} trials` : "";
}

/** What tables call a method; its name if it is not among the methods. */
export function labelOf(report: ComparisonReport, name: string): string {
  return report.methods.find((method) => method.name === name)?.label ?? name;
}

/**
 * What a method is called beside `neighbour`: a control whose label begins with that of its method is called by the rest, `frozen`
 * instead of `learned contributions, frozen`, next to its method and to its other controls.
 */
export function labelBeside(report: ComparisonReport, name: string, neighbour: string): string {
  const label = labelOf(report, name);
  const controlOf = (each: string): string => report.methods.find((method) => method.name === each)?.controlOf ?? each;
  const parent = labelOf(report, controlOf(name));
  const isClose = controlOf(name) !== name && controlOf(name) === controlOf(neighbour);
  return isClose && label.startsWith(parent) ? label.slice(parent.length).replace(/^[\s,:–-]+/, "") || label : label;
}

/** What a row below that of its method is called. */
export function rowLabelOf(report: ComparisonReport, { name, controlOf = name }: ReportedMethod): string {
  return labelBeside(report, name, controlOf);
}

/** The metrics, the one that contrasts are about first. */
export function orderedMetrics({ metrics, primary }: ComparisonReport): ReportedMetric[] {
  return [...metrics.filter(({ key }) => key === primary), ...metrics.filter(({ key }) => key !== primary)];
}

/** Half the length of an interval, or null. */
export function halfLength({ interval: [low, high] }: Summary): number | null {
  return isDefined(low) && isDefined(high) ? (high - low) / 2 : null;
}

/** `7-0-3`: wins, ties and losses against the reference. */
export function winsOf(cell: ReportedCell | undefined): string {
  return cell?.against && cell.status !== "failed" ? `${cell.against.wins}-${cell.against.ties}-${cell.against.losses}` : "";
}

/** `benign 280, malignant 14`. */
export function countsOf({ dataset }: ComparisonReport, counts: readonly number[]): string {
  return counts.map((count, k) => countOf(dataset.classes[k]?.name ?? String(k), count)).join(", ");
}

/** Why a class is the one of interest. */
export function reasonOfInterest({ isSet, isTie = false }: NonNullable<ComparisonReport["dataset"]["positive"]>): string {
  return isSet ? "as set" : isTie ? "the last of two that are equally large" : "the rarest";
}

/** A class that is called by a number is told from its count. */
const countOf = (name: string, count: number): string => (/^[\d\s.,+-]+$/.test(name) ? `class ${name}: ${count}` : `${name} ${count}`);

/** `class of interest: malignant (the rarest)`; nothing for more than two classes. */
export function interestOf({ dataset: { positive } }: ComparisonReport): string {
  return positive ? `class of interest: ${visible(positive.name)} (${reasonOfInterest(positive)})` : "";
}

/** What readers must know of runs, with the methods it is about: those of which the same is said, together. */
export function warningsOf({ methods }: ComparisonReport): { readonly labels: readonly string[]; readonly warning: string }[] {
  const byWarning = new Map<string, string[]>();
  for (const { label, warnings = [] } of methods)
    for (const warning of warnings) byWarning.set(warning, [...(byWarning.get(warning) ?? []), label]);
  return [...byWarning].map(([warning, labels]) => ({ labels, warning }));
}

/** Failures of a cell with the same reason, together: `trials 1, 4: the loss became NaN`. */
export function failuresOf(cell: ReportedCell): { readonly trials: readonly number[]; readonly reason: string }[] {
  const byReason = new Map<string, number[]>();
  for (const { trial, reason } of cell.failures ?? []) byReason.set(reason, [...(byReason.get(reason) ?? []), trial]);
  return [...byReason].map(([reason, trials]) => ({ reason, trials }));
}

/** Methods that were not run because they cannot be, with the reason; it is the same under every condition. */
export function impossibleMethods({ cells, methods }: ComparisonReport): { readonly label: string; readonly reason: string }[] {
  return methods.flatMap(({ name, label }) => {
    const reason = cells.find((cell) => cell.method === name && cell.status === "impossible")?.reason;
    return reason === undefined ? [] : [{ label, reason }];
  });
}

/** Rows of the ledger that are the same but for the method, and then but for the condition. */
export interface LedgerGroup extends Omit<LedgerRow, "method" | "condition"> {
  readonly methods: readonly string[];
  /** None: all conditions. */
  readonly conditions: readonly string[];
}

export function ledgerGroups({ ledger, conditions }: ComparisonReport): LedgerGroup[] {
  const byCondition = merge(ledger, ({ condition, role, classCounts, note }) => [condition, role, classCounts, note]);
  const groups = byCondition.map((rows) => ({ ...rows[0]!, methods: rows.map(({ method }) => method) }));
  return merge(groups, ({ role, classCounts, note, methods }) => [role, classCounts, note, methods]).map((same) => {
    const { role, classCounts, note, methods } = same[0]!;
    const named = same.flatMap(({ condition }) => condition ?? []);
    return { role, classCounts, ...(note !== undefined && { note }), methods, conditions: named.length === conditions.length ? [] : named };
  });
}

/** Items with equal keys together, in the order of their first. */
function merge<Item>(items: readonly Item[], key: (item: Item) => unknown): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = JSON.stringify(key(item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}
