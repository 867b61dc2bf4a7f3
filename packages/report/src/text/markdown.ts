import { visible } from "@evenkeel/core";
import type { ComparisonReport, ReportedCondition } from "../comparison-report.js";
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
  UNDEFINED,
} from "../format.js";
import {
  asideOf,
  cellOf,
  countsOf,
  type Entry,
  entryOf,
  failuresOf,
  hasPartialMeans,
  impossibleMethods,
  interestOf,
  labelBeside,
  labelOf,
  ledgerGroups,
  orderedMetrics,
  partialMeansText,
  rowLabelOf,
  warningsOf,
  winsOf,
} from "../reading.js";
import { learnedTable } from "../learned-table.js";

/** The comparison as GitHub-flavoured Markdown: the same tables as the page, without charts. */
export function renderMarkdown(report: ComparisonReport): string {
  const { value, power, explanation } = report.smallestVisibleDifference;
  const blocks = [
    `# ${escape(report.title)}`,
    escape(report.question),
    `${isDefined(value) ? `**Difference visible with power ${power}: ${formatValue(value)}.** ` : ""}${escape(explanation)}`,
    ...report.conclusions.map(escape),
    ...report.conditions.flatMap((condition) => conditionBlocks(report, condition)),
    ...recoveryBlocks(report),
    ...warningBlocks(report),
    ...learnedBlocks(report),
    "## Row ledger",
    table(
      ["role", "rows of one trial", "note", "conditions", "methods"],
      ledgerGroups(report).map(({ role, classCounts, note, conditions, methods }) => [
        role,
        countsOf(report, classCounts),
        note ?? "",
        conditions.join(", ") || "all",
        methods.map((method) => labelOf(report, method)).join("; "),
      ]),
    ),
    "## How it was done",
    escape(report.protocol),
    escape(report.settings),
    `Data: ${escape(report.dataset.name)} (${report.dataset.classes.map(({ name, count }) => `${escape(name)} ${count}`).join(", ")}), digest \`${report.dataset.digest}\`${interestOf(report) && `; ${escape(interestOf(report))}`}. Seed ${report.seed}. Engine: ${escape(report.engine)}. ${escape(report.date)}.`,
    ...(report.notes.length > 0 ? ["## Notes", report.notes.map((note) => `- ${escape(note)}`).join("\n")] : []),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function conditionBlocks(report: ComparisonReport, condition: ReportedCondition): string[] {
  const metrics = orderedMetrics(report);
  const contrasts = report.contrasts.filter((contrast) => contrast.condition === condition.name);
  const failures = report.methods.flatMap((method) => {
    const cell = cellOf(report, condition.name, method.name);
    return cell
      ? failuresOf(cell).map(
          ({ trials, reason }) =>
            `- ${escape(method.label)}: failed in ${trials.length} of ${formatTrials(report.trials)} (${trials.join(", ")}): ${escape(reason)}`,
        )
      : [];
  });
  return [
    `## Condition ${escape(condition.name)}`,
    escape(sentence(condition.description)),
    `Mean over ${formatTrials(report.trials)}, ${formatShare(report.level)} interval. W-T-L: wins, ties and losses against ${escape(labelOf(report, report.reference))}.`,
    table(
      ["method", ...metrics.map(({ label, higherIsBetter }) => `${label} ${higherIsBetter ? "↑" : "↓"}`), "W-T-L"],
      report.methods.map((method) => [
        method.controlOf === undefined ? method.label : `↳ ${rowLabelOf(report, method)}`,
        ...metrics.map((metric) => entryText(entryOf(report, condition.name, method, metric), report.trials)),
        winsOf(cellOf(report, condition.name, method.name)),
      ]),
    ),
    hasPartialMeans(report, condition.name) ? escape(partialMeansText(report)) : "",
    [...impossibleMethods(report).map(({ label, reason }) => `- ${escape(label)}: not possible: ${escape(reason)}`), ...failures].join(
      "\n",
    ),
    ...(contrasts.length === 0
      ? []
      : [
          `### Declared contrasts of ${escape(metrics[0]?.label ?? report.primary)}`,
          table(
            ["contrast", "difference", `${formatShare(report.level)} interval`, "p", "p (Holm)", "visible from"],
            contrasts.map((contrast) => {
              const { a, b, difference, interval, p, pHolm, detectable, notTested } = contrast;
              const aside = asideOf(contrast, report);
              return [
                `${labelOf(report, a)} − ${labelBeside(report, b, a)}${notTested === undefined && aside !== "" ? ` (${aside})` : ""}`,
                formatDifference(difference),
                formatInterval(interval, formatDifference),
                formatP(p),
                notTested === undefined ? formatP(pHolm) : aside,
                formatValue(detectable),
              ];
            }),
          ),
        ]),
  ];
}

function recoveryBlocks(report: ComparisonReport): string[] {
  const found = report.recovery ?? [];
  if (found.length === 0) return [];
  const auc = (summary: (typeof found)[number]["byLoss"]): string => (summary ? formatEstimate(summary.mean, summary.interval) : UNDEFINED);
  return [
    "## Finding synthetic rows with a mislabelled parent",
    table(
      ["condition", "method", "AUC by low contribution", "yardstick: AUC by high loss"],
      found.map(({ condition, method, byContribution, byLoss }) => [condition, labelOf(report, method), auc(byContribution), auc(byLoss)]),
    ),
  ];
}

function warningBlocks(report: ComparisonReport): string[] {
  const found = warningsOf(report);
  return found.length > 0
    ? ["## Warnings", found.map(({ labels, warning }) => `- **${labels.map(escape).join("; ")}**: ${escape(warning)}`).join("\n")]
    : [];
}

function learnedBlocks(report: ComparisonReport): string[] {
  const learned = learnedTable(report);
  return learned ? [`## ${learned.title}`, escape(learned.caption), table(learned.headers, learned.rows)] : [];
}

function entryText(entry: Entry, trials: number): string {
  switch (entry.kind) {
    case "value":
      return `${formatEstimate(entry.summary.mean, entry.summary.interval)}${entry.numMissing > 0 ? ` (${trials - entry.numMissing} of ${trials} trials)` : ""}`;
    case "equal":
      return `= ${entry.to}`;
    case "failed":
      return "failed";
    case "impossible":
      return "not possible";
    case "missing":
      return UNDEFINED;
  }
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(" | ")} |`;
  return [line(headers), `|${headers.map((_, i) => (i === 0 ? " --- |" : " ---: |")).join("")}`, ...rows.map(line)].join("\n");
}

/** Text that Markdown shows as it is. */
function escape(text: string): string {
  return visible(text.replaceAll(/\s+/g, " ")).replaceAll(/[\\`*_{}<>|]/g, "\\$&");
}
