import type { ComparisonReport, ReportedCondition, ReportedRecovery } from "../comparison-report.js";
import { formatTrials, isDefined, shorten } from "../format.js";
import type { Markup } from "../page/markup.js";
import { type Entry, entryOf, labelOf, orderedMetrics, rowLabelOf } from "../reading.js";
import { type Strip, strips } from "./strips.js";

/** Every trial of the primary metric, one row for each method; the mean of the reference as a line through all. */
export function stripPlot(report: ComparisonReport, condition: ReportedCondition): Markup {
  const metric = orderedMetrics(report)[0]!;
  const rows = report.methods.map((method) => ({ method, entry: entryOf(report, condition.name, method, metric) }));
  const reference = rows.find(({ method }) => method.name === report.reference)?.entry;
  const mean = reference?.kind === "value" ? reference.summary.mean : null;
  return strips({
    rows: rows.map(({ method, entry }) => ({
      label: rowLabelOf(report, method),
      description: `${method.label}: ${method.description}`,
      isControl: method.controlOf !== undefined,
      content:
        entry.kind === "value"
          ? { summary: entry.summary, aside: trialsText(entry.numMissing, report) }
          : { text: aside(entry, report), isFailure: entry.kind === "failed" },
    })),
    axisTitle: `${metric.label} (${metric.higherIsBetter ? "higher" : "lower"} is better)`,
    description: `${metric.label} of every trial under condition ${condition.name}, with mean and interval of each method. The same numbers are in the table of all metrics.`,
    ...(isDefined(mean) && { reference: { value: mean, label: `mean of ${shorten(labelOf(report, report.reference), 40)}` } }),
  });
}

/** AUC of every trial, by contribution and by the yardstick. */
export function recoveryPlot(report: ComparisonReport, recovery: readonly ReportedRecovery[]): Markup {
  const several = new Set(recovery.map(({ condition }) => condition)).size > 1;
  const rows = recovery.flatMap(({ condition, method, byContribution, byLoss }): Strip[] => {
    const label = `${labelOf(report, method)}${several ? `, ${condition}` : ""}`;
    const row = (text: string, summary: typeof byContribution, isControl: boolean): Strip => ({
      label: text,
      description: label,
      isControl,
      content: { summary, aside: "" },
    });
    return [row(label, byContribution, false), ...(byLoss ? [row("yardstick: final loss of the same rows", byLoss, true)] : [])];
  });
  return strips({
    rows,
    axisTitle: "AUC of finding synthetic rows with a mislabelled parent",
    description: "AUC of every trial with mean and interval. The same numbers are in the table below.",
    reference: { value: 0.5, label: "chance" },
  });
}

function trialsText(numMissing: number, { trials }: ComparisonReport): string {
  return numMissing > 0 ? `${trials - numMissing}/${trials}` : "";
}

function aside(entry: Entry, { trials }: ComparisonReport): string {
  if (entry.kind === "equal") return `= ${shorten(entry.to, 60)} by construction`;
  return entry.kind === "failed" ? `✕ failed in ${entry.numFailed} of ${formatTrials(trials)}` : "not run";
}
