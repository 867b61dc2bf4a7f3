import type { ComparisonReport } from "../comparison-report.js";
import { formatShare, formatTrials, formatValue } from "../format.js";
import { type Entry, entryOf, halfLength, orderedMetrics, rowLabelOf } from "../reading.js";

/** One `table` with booktabs rules for each condition: mean and half the length of the interval of the given metrics, or of all. */
export function renderLatex(report: ComparisonReport, metricKeys?: readonly string[]): string {
  const metrics = orderedMetrics(report).filter(({ key }) => metricKeys?.includes(key) ?? true);
  return report.conditions
    .map(({ name }) =>
      [
        "\\begin{table}",
        `\\caption{${escape(report.title)}, condition ${escape(name)}: mean over ${formatTrials(report.trials)} on ${escape(report.dataset.name)}, $\\pm$ half the ${escape(formatShare(report.level))} interval (corrected for overlapping training sets).}`,
        `\\begin{tabular}{l${"r".repeat(metrics.length)}}`,
        "\\toprule",
        `${["method", ...metrics.map(({ label, higherIsBetter }) => `${escape(label)} $\\${higherIsBetter ? "uparrow" : "downarrow"}$`)].join(" & ")} \\\\`,
        "\\midrule",
        ...report.methods.map(
          (method) =>
            `${[`${method.controlOf === undefined ? "" : "\\quad "}${escape(rowLabelOf(report, method))}`, ...metrics.map((metric) => entryText(entryOf(report, name, method, metric)))].join(" & ")} \\\\`,
        ),
        "\\bottomrule",
        "\\end{tabular}",
        "\\end{table}",
      ].join("\n"),
    )
    .join("\n\n")
    .concat("\n");
}

function entryText(entry: Entry): string {
  switch (entry.kind) {
    case "value": {
      const half = halfLength(entry.summary);
      return `$${ascii(formatValue(entry.summary.mean))}${half === null ? "" : ` \\pm ${ascii(formatValue(half))}`}$${entry.numMissing > 0 ? `\\textsuperscript{${entry.numMissing} missing}` : ""}`;
    }
    case "equal":
      return `= ${escape(entry.to)}`;
    case "impossible":
      return "not possible";
    case "failed":
      return "failed";
    case "missing":
      return "--";
  }
}

const ascii = (text: string): string => text.replace("−", "-").replace("–", "\\text{--}");

const SPECIAL: Readonly<Record<string, string>> = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

function escape(text: string): string {
  return text.replaceAll(/[\\~^]|[&%$#_{}]/g, (character) => SPECIAL[character] ?? `\\${character}`);
}
