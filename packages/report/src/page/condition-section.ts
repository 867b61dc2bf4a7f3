import { forestPlot } from "../chart/forest-plot.js";
import { stripPlot } from "../chart/strip-plot.js";
import type { ComparisonReport, ReportedCondition, ReportedMethod, ReportedMetric } from "../comparison-report.js";
import {
  formatDifference,
  formatInterval,
  formatP,
  formatShare,
  formatTrials,
  formatValue,
  isDefined,
  sentence,
  UNDEFINED,
} from "../format.js";
import {
  asideOf,
  cellOf,
  entryOf,
  failuresOf,
  hasPartialMeans,
  labelBeside,
  labelOf,
  orderedMetrics,
  partialMeansText,
  rowLabelOf,
  winsOf,
} from "../reading.js";
import { type Markup, markup } from "./markup.js";
import { type Cell, tableMarkup } from "./table.js";

const MOST_METRICS = 6;

/** What one condition showed: every trial, the contrasts, and the table of all metrics. */
export function conditionSection(report: ComparisonReport, condition: ReportedCondition, id: string): Markup {
  const metric = orderedMetrics(report)[0];
  return markup`<section id="${id}">
<h2>Condition: ${condition.name}</h2>
<p>${sentence(condition.description)}</p>
${
  metric &&
  markup`<figure><h3>${metric.label} of every trial</h3>${stripPlot(report, condition)}<figcaption>Small points: ${formatTrials(report.trials)}. Large points and bars: mean and ${formatShare(report.level)} interval, corrected for overlapping training sets. Grey: controls. Intervals of single methods do not compare methods: trials share their splits, so look at the contrasts.</figcaption></figure>`
}
${contrastFigure(report, condition)}
<h3>All metrics</h3>
${metricTables(report, condition)}
${hasPartialMeans(report, condition.name) && markup`<p class="failed-text">* ${partialMeansText(report)}</p>`}
${failureList(report, condition)}
</section>`;
}

function contrastFigure(report: ComparisonReport, condition: ReportedCondition): Markup | null {
  const contrasts = report.contrasts.filter((contrast) => contrast.condition === condition.name);
  if (contrasts.length === 0) return null;
  const shaded = contrasts.some(({ detectable }) => isDefined(detectable));
  const table = tableMarkup({
    caption:
      "Differences of paired trials; p values by the corrected resampled t test of Nadeau and Bengio, corrected by Holm over all that were declared.",
    columns: ["contrast", "difference", `${formatShare(report.level)} interval`, "p", "p (Holm)", "visible from"],
    rows: contrasts.map((contrast) => {
      const { a, b, difference, interval, p, pHolm, detectable, notTested } = contrast;
      const aside = asideOf(contrast, report);
      return {
        header: `${labelOf(report, a)} − ${labelBeside(report, b, a)}${notTested === undefined && aside !== "" ? ` (${aside})` : ""}`,
        cells: [
          formatDifference(difference),
          formatInterval(interval, formatDifference),
          formatP(p),
          notTested === undefined ? formatP(pHolm) : aside,
          formatValue(detectable),
        ],
      };
    }),
  });
  return markup`<figure><h3>Declared contrasts</h3>${forestPlot(report, condition, contrasts)}<figcaption>Squares and bars: mean difference of paired trials and ${formatShare(report.level)} interval; filled if significant after Holm’s correction. Small points: trials.${shaded && ` Shaded: differences that this contrast finds with less than power ${report.smallestVisibleDifference.power}.`}</figcaption></figure><details><summary>The contrasts as a table</summary>${table}</details>`;
}

/** As many tables as make no column too narrow, of about the same width. */
function metricTables(report: ComparisonReport, condition: ReportedCondition): Markup[] {
  const metrics = orderedMetrics(report);
  const perTable = Math.ceil(metrics.length / Math.max(1, Math.ceil(metrics.length / MOST_METRICS)));
  const numTables = Math.ceil(metrics.length / Math.max(1, perTable));
  return Array.from({ length: numTables }, (_, i) =>
    metricTable(report, condition, metrics.slice(i * perTable, (i + 1) * perTable), i === 0),
  );
}

function metricTable(report: ComparisonReport, condition: ReportedCondition, metrics: readonly ReportedMetric[], isFirst: boolean): Markup {
  const reference = labelOf(report, report.reference);
  return tableMarkup({
    caption: isFirst
      ? `Mean over ${formatTrials(report.trials)} with ${formatShare(report.level)} interval. ↑ higher is better, ↓ lower is better. W-T-L: trials in which ${metrics[0]!.label} is better than, equal to, worse than that of ${reference}.`
      : "The other metrics.",
    columns: [
      { header: "method", kind: "text" },
      ...metrics.map(({ label, higherIsBetter }) => `${label}\u00a0${higherIsBetter ? "↑" : "↓"}`),
      ...(isFirst ? ["W-T-L"] : []),
    ],
    rows: report.methods.map((method) => ({
      header: rowLabelOf(report, method),
      ...(method.controlOf !== undefined && { kind: "control" as const }),
      cells: methodCells(report, condition, method, metrics, isFirst),
    })),
  });
}

/** What holds for all metrics stands once. */
function methodCells(
  report: ComparisonReport,
  condition: ReportedCondition,
  method: ReportedMethod,
  metrics: readonly ReportedMetric[],
  withWins: boolean,
): (Cell | string)[] {
  const cell = cellOf(report, condition.name, method.name);
  const span = metrics.length + Number(withWins);
  if (cell?.status === "equal" && method.equalTo) {
    return [
      {
        content: `= ${labelBeside(report, method.equalTo.method, method.name)} by construction. ${sentence(method.equalTo.why)}`,
        kind: "equal",
        span,
      },
    ];
  }
  if (cell?.status === "impossible") return [{ content: `✕ not possible: ${cell.reason ?? ""}`, kind: "failed", span }];
  if (cell?.status === "failed")
    return [{ content: `✕ failed in ${report.trials === 1 ? "its one trial" : `all ${report.trials} trials`}`, kind: "failed", span }];
  return [...metrics.map((metric) => entryCell(report, condition, method, metric)), ...(withWins ? [winsOf(cell)] : [])];
}

function entryCell(report: ComparisonReport, condition: ReportedCondition, method: ReportedMethod, metric: ReportedMetric): Cell {
  const entry = entryOf(report, condition.name, method, metric);
  switch (entry.kind) {
    case "value": {
      const { mean, interval } = entry.summary;
      const partial =
        entry.numMissing > 0 &&
        markup`<span class="failed-text" title="mean over ${report.trials - entry.numMissing} of ${report.trials} trials"> *${report.trials - entry.numMissing}/${report.trials}</span>`;
      return {
        content: markup`${formatValue(mean)}${partial}${interval.every(isDefined) && markup`<span class="interval-text">${formatInterval(interval)}</span>`}`,
      };
    }
    case "equal":
      return { content: `= ${entry.to}`, kind: "equal" };
    case "failed":
      return { content: "✕ failed", kind: "failed" };
    case "impossible":
      return { content: "✕ not possible", kind: "failed" };
    case "missing":
      return { content: UNDEFINED, kind: "none" };
  }
}

function failureList(report: ComparisonReport, condition: ReportedCondition): Markup | null {
  const failures = report.methods.flatMap((method) => {
    const cell = cellOf(report, condition.name, method.name);
    return cell ? failuresOf(cell).map((failure) => ({ ...failure, label: method.label })) : [];
  });
  if (failures.length === 0) return null;
  return markup`<h4 class="failed-text">✕ Failed trials, left out of means and contrasts</h4><ul>${failures.map(
    ({ label, trials, reason }) =>
      markup`<li><strong>${label}</strong>, ${trials.length} of ${formatTrials(report.trials)} (${trials.join(", ")}): ${reason}</li>`,
  )}</ul>`;
}
