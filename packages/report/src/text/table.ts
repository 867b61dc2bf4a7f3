import type { ComparisonReport, ReportedCondition, ReportedContrast, ReportedMethod, ReportedMetric } from "../comparison-report.js";
import {
  formatDifference,
  formatEstimate,
  formatInterval,
  formatP,
  formatShare,
  formatTrials,
  formatValue,
  isDefined,
  sentence,
  shorten,
  UNDEFINED,
} from "../format.js";
import {
  asideOf,
  cellOf,
  countsOf,
  type Entry,
  entryOf,
  failuresOf,
  halfLength,
  hasPartialMeans,
  impossibleMethods,
  interestOf,
  labelBeside,
  labelOf,
  type LedgerGroup,
  ledgerGroups,
  orderedMetrics,
  partialMeansText,
  rowLabelOf,
  warningsOf,
  winsOf,
} from "../reading.js";
import { learnedTable } from "../learned-table.js";
import { clip, type Column, columnWidth, layOut, wrap } from "./columns.js";

const WIDTH = 100;
const LONGEST_LABEL = 36;
const LONGEST_CONTRAST = 47;

/**
 * The comparison for a terminal of 100 columns: the smallest visible difference, every condition with its contrasts, recovery, the
 * ledger, conclusions and notes. Metrics that do not fit beside the primary one follow in further tables.
 */
export function renderTable(report: ComparisonReport): string {
  const sections = [
    headline(report),
    ...report.conditions.map((condition) => conditionSection(report, condition)),
    recoverySection(report),
    learnedSection(report),
    warningSection(report),
    ledgerSection(report),
    ["Conclusion", ...report.conclusions.flatMap(paragraph)],
    report.notes.length > 0 ? ["Notes", ...report.notes.flatMap(item)] : [],
    ["Runs", ...paragraph(report.storage.description), ...report.storage.commands.map((command) => `  ${clip(command, 500)}`)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function headline(report: ComparisonReport): string[] {
  const { value, power, explanation } = report.smallestVisibleDifference;
  return [
    clip(report.title, WIDTH),
    ...paragraph(report.question),
    ...paragraph(dataLine(report)),
    "",
    ...paragraph(`${isDefined(value) ? `Difference visible with power ${power}: ${formatValue(value)}. ` : ""}${explanation}`),
  ];
}

function dataLine(report: ComparisonReport): string {
  const { name, classes } = report.dataset;
  return [
    `Data: ${name} (${countsOf(
      report,
      classes.map(({ count }) => count),
    )})`,
    interestOf(report),
  ]
    .filter(Boolean)
    .join("; ");
}

function warningSection(report: ComparisonReport): string[] {
  const found = warningsOf(report);
  return found.length > 0 ? ["Warnings", ...found.flatMap(({ labels, warning }) => item(`${labels.join("; ")}: ${warning}`))] : [];
}

function conditionSection(report: ComparisonReport, condition: ReportedCondition): string[] {
  const title = `Condition ${clip(condition.name, 40)}`;
  return [
    title,
    "═".repeat(title.length),
    ...paragraph(sentence(condition.description)),
    ...paragraph(
      `Mean over ${formatTrials(report.trials)} with ${formatShare(report.level)} interval, or ± half of it; wins-ties-losses against ${labelOf(report, report.reference)}.`,
    ),
    ...metricTables(report, condition).flatMap((lines) => ["", ...lines]),
    ...failureLines(report, condition),
    ...contrastTable(report, condition),
  ];
}

/** Tables of at most the width of a terminal, each beginning with the methods. */
function metricTables(report: ComparisonReport, condition: ReportedCondition): string[][] {
  const { methods } = report;
  const [primary, ...others] = orderedMetrics(report);
  const wins: Column = { header: "W-T-L", align: "right", cells: methods.map(({ name }) => winsOf(cellOf(report, condition.name, name))) };
  const trials = primary && hasPartialMeans(report, condition.name) ? [trialsColumn(report, condition, primary)] : [];
  const tables = [
    [methodColumn(report, methods), ...(primary ? [metricColumn(report, condition, methods, primary, true)] : []), ...trials, wins],
  ];
  const withValues = methods.filter(({ name }) => cellOf(report, condition.name, name)?.status === "ok");
  let shown = methods;
  for (const metric of others) {
    const table = tables.at(-1)!;
    const column = metricColumn(report, condition, shown, metric, false);
    const width = [...table, column].reduce((sum, each) => sum + columnWidth(each), 0);
    if (width - 2 <= WIDTH) table.push(column);
    else {
      // The first table says which methods are equal or failed: it need not be said again.
      shown = withValues;
      tables.push([methodColumn(report, shown), metricColumn(report, condition, shown, metric, false)]);
    }
  }
  return tables.map(layOut);
}

/** A control stands a little to the right of what it controls. */
function methodColumn(report: ComparisonReport, methods: readonly ReportedMethod[]): Column {
  const label = (method: ReportedMethod): string => `${method.controlOf === undefined ? "" : "  "}${rowLabelOf(report, method)}`;
  return { header: "method", align: "left", cells: methods.map((method) => shorten(label(method), LONGEST_LABEL)) };
}

function metricColumn(
  report: ComparisonReport,
  condition: ReportedCondition,
  methods: readonly ReportedMethod[],
  metric: ReportedMetric,
  isPrimary: boolean,
): Column {
  const entries = methods.map((method) => entryOf(report, condition.name, method, metric));
  const isStarred = (entry: Entry): boolean => entry.kind === "value" && entry.numMissing > 0;
  const unstarred = entries.some(isStarred) ? " " : "";
  const cells = entries.map((entry) => entryText(entry, isPrimary) + (isStarred(entry) ? "*" : unstarred));
  return {
    header: `${clip(metric.label, 48)}\u00a0${metric.higherIsBetter ? "↑" : "↓"}`,
    align: "right",
    cells,
    maxWidth: isPrimary ? 20 : 12,
  };
}

/** Over how many trials the mean of the primary metric is. */
function trialsColumn(report: ComparisonReport, condition: ReportedCondition, primary: ReportedMetric): Column {
  const entries = report.methods.map((method) => entryOf(report, condition.name, method, primary));
  return {
    header: "trials",
    align: "right",
    cells: entries.map((entry) => (entry.kind === "value" ? String(report.trials - entry.numMissing) : "")),
  };
}

/** `0.841 [0.798, 0.884]` or, short, `0.841 ±0.043`. */
function entryText(entry: Entry, isPrimary: boolean): string {
  switch (entry.kind) {
    case "value":
      return isPrimary
        ? formatEstimate(entry.summary.mean, entry.summary.interval)
        : `${formatValue(entry.summary.mean)}${halfText(entry.summary)}`;
    case "equal":
      return isPrimary || entry.to.length <= 10 ? `= ${shorten(entry.to, 24)}` : "=";
    case "failed":
      return "failed";
    case "impossible":
      return "not possible";
    case "missing":
      return UNDEFINED;
  }
}

function halfText(summary: Parameters<typeof halfLength>[0]): string {
  const half = halfLength(summary);
  return half === null ? "" : ` ±${formatValue(half)}`;
}

function failureLines(report: ComparisonReport, condition: ReportedCondition): string[] {
  const left = impossibleMethods(report).flatMap(({ label, reason }) => item(`${label}: ${reason}`));
  const impossible = left.length > 0 ? ["", "Methods that are not possible on these rows:", ...left] : [];
  const lines = report.methods.flatMap((method) => {
    const cell = cellOf(report, condition.name, method.name);
    return cell
      ? failuresOf(cell).flatMap(({ trials, reason }) =>
          item(`${method.label}: failed in ${trials.length} of ${formatTrials(report.trials)} (${trials.join(", ")}): ${reason}`),
        )
      : [];
  });
  const partial = hasPartialMeans(report, condition.name) ? ["", ...paragraph(`* ${partialMeansText(report)}`)] : [];
  return [...impossible, ...partial, ...(lines.length > 0 ? ["", "Failed trials are left out:", ...lines] : [])];
}

function contrastTable(report: ComparisonReport, condition: ReportedCondition): string[] {
  const contrasts = report.contrasts.filter((contrast) => contrast.condition === condition.name);
  if (contrasts.length === 0) return [];
  const primary = orderedMetrics(report)[0];
  const column = (header: string, cell: (contrast: ReportedContrast) => string): Column => ({
    header,
    align: "right",
    cells: contrasts.map(cell),
  });
  return [
    "",
    ...paragraph(
      `Declared contrasts of ${primary?.label ?? report.primary}: corrected resampled t, p corrected by Holm over all ${contrasts.length} declared.`,
    ),
    "",
    ...layOut([
      { header: "contrast", align: "left", cells: contrasts.map((contrast) => contrastLabel(report, contrast)) },
      column("difference", ({ difference }) => formatDifference(difference)),
      column("interval", ({ interval }) => formatInterval(interval, formatDifference)),
      column("p (Holm)", ({ pHolm, significant, notTested }) =>
        notTested === undefined ? `${formatP(pHolm)}${significant ? " *" : "  "}` : "not tested",
      ),
      ...(contrasts.some(({ detectable }) => isDefined(detectable))
        ? [column("visible from", ({ detectable }) => formatValue(detectable))]
        : []),
    ]),
    ...contrasts.flatMap((contrast) => {
      const aside = asideOf(contrast, report);
      return aside === "" ? [] : item(`${labelOf(report, contrast.a)} − ${labelBeside(report, contrast.b, contrast.a)}: ${aside}`);
    }),
  ];
}

function contrastLabel(report: ComparisonReport, { a, b }: ReportedContrast): string {
  const [first, second] = [labelOf(report, a), labelBeside(report, b, a)];
  const isLong = [...first, ...second].length + 3 > LONGEST_CONTRAST;
  const fit = (label: string): string => shorten(label, isLong ? (LONGEST_CONTRAST - 3) / 2 : LONGEST_CONTRAST);
  return `${fit(first)} − ${fit(second)}`;
}

function recoverySection(report: ComparisonReport): string[] {
  const found = report.recovery ?? [];
  if (found.length === 0) return [];
  const auc = (summary: (typeof found)[number]["byLoss"]): string => (summary ? formatEstimate(summary.mean, summary.interval) : UNDEFINED);
  return [
    "Finding synthetic rows with a mislabelled parent (AUC; 0.5 is chance)",
    "",
    ...layOut([
      { header: "condition", align: "left", cells: found.map(({ condition }) => clip(condition, 20)) },
      { header: "method", align: "left", cells: found.map(({ method }) => shorten(labelOf(report, method), 30)) },
      { header: "by low contribution", align: "right", cells: found.map(({ byContribution }) => auc(byContribution)) },
      { header: "yardstick: by high loss", align: "right", cells: found.map(({ byLoss }) => auc(byLoss)) },
    ]),
  ];
}

function learnedSection(report: ComparisonReport): string[] {
  const table = learnedTable(report);
  if (!table) return [];
  const { title, caption, headers, rows } = table;
  return [
    title,
    ...paragraph(caption),
    "",
    ...layOut(
      headers.map((header, i) => ({
        header,
        align: i < 2 ? "left" : "right",
        cells: rows.map((row) => (i < 2 ? shorten(row[i]!, 24) : row[i]!)),
        maxWidth: 10,
      })),
    ),
  ];
}

function ledgerSection(report: ComparisonReport): string[] {
  const groups = ledgerGroups(report);
  if (groups.length === 0) return [];
  const heading = ({ role, classCounts, note, conditions }: LedgerGroup): string =>
    `${role}${conditions.length > 0 ? ` (${conditions.join(", ")})` : ""}: ${countsOf(report, classCounts)}${note ? `; ${note}` : ""}`;
  return [
    "Row ledger: rows of one trial by role",
    ...groups.flatMap((group) => [
      ...item(heading(group)),
      ...item(group.methods.map((method) => labelOf(report, method)).join("; ")).map((line) => `  ${line.slice(2)}`),
    ]),
  ];
}

const paragraph = (text: string): string[] => wrap(clip(text, 5000), WIDTH);

function item(text: string): string[] {
  return wrap(clip(text, 5000), WIDTH - 2).map((line, i) => `${i === 0 ? "-" : " "} ${line}`);
}
