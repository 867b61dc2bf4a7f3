import { curvePanels, type Series } from "../chart/curves.js";
import { recoveryPlot } from "../chart/strip-plot.js";
import { bothWidths } from "../chart/svg.js";
import type { ComparisonReport, ContributionCurves, ExtremeRows, LearningCurves, SyntheticRow } from "../comparison-report.js";
import { formatInterval, formatShare, formatValue } from "../format.js";
import { learnedTable } from "../learned-table.js";
import { labelOf } from "../reading.js";
import { type Markup, markup } from "./markup.js";
import { tableMarkup } from "./table.js";

/** Training, meta and test loss of every method. */
export function learningSection(report: ComparisonReport): Markup | null {
  const all = report.learningCurves ?? [];
  if (all.length === 0) return null;
  const figures = conditionsOf(all).map(
    (condition) =>
      markup`<figure><h3>${condition}</h3>${curvePanels({
        panels: all
          .filter((curves) => curves.condition === condition)
          .map((curves) => ({ title: labelOf(report, curves.method), steps: curves.steps, series: lossSeries(curves) })),
        yTitle: "loss in nats",
        description: "training, meta and test loss over the updates",
        size: "small",
      })}</figure>`,
  );
  return markup`<section id="learning"><h2>Losses over training</h2>
<p>Lines: mean over trials; bands: from the lowest to the highest trial. The training loss is the one that is minimized, with the weights of the method; the test loss is at natural prevalence and was never used to choose anything.</p>
${figures}</section>`;
}

function lossSeries({ train, meta, test }: LearningCurves): Series[] {
  return (["train", "meta", "test"] as const).flatMap((name) => {
    const band = { train, meta, test }[name];
    return band ? [{ label: name, style: name, band }] : [];
  });
}

/** Learned contributions over training, what they found, and the rows at both ends. */
export function contributionSection(report: ComparisonReport): Markup | null {
  if (!hasContributions(report)) return null;
  const { contributions = [], extremes = [] } = report;
  const learned = learnedTable(report);
  return markup`<section id="contributions"><h2>Learned contributions</h2>
${
  learned &&
  tableMarkup({
    caption: `${learned.title}. ${learned.caption}`,
    columns: learned.headers.map((header, i) => (i < 2 ? { header, kind: "text" } : header)),
    rows: learned.rows.map(([header = "", method = "", ...cells]) => ({ header, cells: [{ content: method, kind: "text" }, ...cells] })),
  })
}
${recoveryFigure(report)}
${contributions.length > 0 && contributionFigure(report, contributions)}
${extremes.map((rows) => extremeTables(report, rows))}
</section>`;
}

export function hasContributions({ contributions = [], recovery = [], extremes = [], learned = [] }: ComparisonReport): boolean {
  return contributions.length + recovery.length + extremes.length + learned.length > 0;
}

function recoveryFigure(report: ComparisonReport): Markup | null {
  const found = report.recovery ?? [];
  if (found.length === 0) return null;
  const numbers = found.flatMap(({ method, condition, byContribution, byLoss }) => [
    { header: `${labelOf(report, method)}, ${condition}: contribution`, summary: byContribution },
    ...(byLoss ? [{ header: `${labelOf(report, method)}, ${condition}: loss`, summary: byLoss }] : []),
  ]);
  const table = tableMarkup({
    caption: `AUC: mean, ${formatShare(report.level)} interval and every trial.`,
    columns: [
      { header: "ranked by", kind: "text" },
      "mean",
      "interval",
      ...found[0]!.byContribution.perTrial.map((_, trial) => `trial ${trial + 1}`),
    ],
    rows: numbers.map(({ header, summary: { mean, interval, perTrial } }) => ({
      header,
      cells: [formatValue(mean), formatInterval(interval), ...perTrial.map((value) => formatValue(value))],
    })),
  });
  return markup`<figure><h3>Do low contributions find the synthetic rows with a mislabelled parent?</h3>${recoveryPlot(report, found)}<figcaption>Probability that a row with a mislabelled parent is ranked before one without. The yardstick ranks the same rows by their final loss in the run that learned no contributions.</figcaption></figure><details><summary>The AUC of every trial as a table</summary>${table}</details>`;
}

function contributionFigure(report: ComparisonReport, all: readonly ContributionCurves[]): Markup {
  const panels = all.map(({ condition, method, steps, groups }) => ({
    title: `${labelOf(report, method)}, ${condition}`,
    steps,
    series: groups.map(({ label, mislabelled, band }) => ({ label, style: mislabelled ? ("test" as const) : ("train" as const), band })),
  }));
  const counts = all
    .map(({ condition, groups }) => `${condition}: ${groups.map(({ label, count }) => `${count} ${label}`).join(", ")}`)
    .join("; ");
  return markup`<figure><h3>Contribution of synthetic rows over training</h3>${bothWidths((width) =>
    curvePanels({
      panels,
      yTitle: "contribution",
      description: "median and quartiles of the learned contributions over the updates",
      size: width === "wide" ? "large" : "small",
      baseline: 1,
    }),
  )}<figcaption>Lines: median over the synthetic rows of all trials (${counts}); bands: quartiles; dashed: 1, the weight of every row without learning.</figcaption></figure>`;
}

function extremeTables(report: ComparisonReport, { condition, method, trial, highest, lowest }: ExtremeRows): Markup {
  const table = (caption: string, rows: readonly SyntheticRow[]): Markup =>
    tableMarkup({
      caption,
      columns: [{ header: "synthetic row", kind: "text" }, "weight", "λ", { header: "parents (row: share, label)", kind: "text" }],
      rows: rows.map(({ row, weight, lambda, parents }) => ({
        header: `row ${row}`,
        cells: [formatValue(weight), formatValue(lambda), { content: parentList(parents), kind: "text" }],
      })),
    });
  return markup`<details><summary>Synthetic rows with the highest and lowest contribution: ${labelOf(report, method)}, ${condition}, trial ${trial + 1}</summary><div class="columns">${table("Highest", highest)}${table("Lowest", lowest)}</div></details>`;
}

function parentList(parents: SyntheticRow["parents"]): Markup {
  return markup`${parents.map(
    ({ rowId, label, share, mislabelled }, i) =>
      markup`${i > 0 && ", "}${rowId}: ${formatValue(share, 2)}, ${label}${mislabelled && markup` <span class="mislabelled">mislabelled</span>`}`,
  )}`;
}

function conditionsOf(items: readonly { readonly condition: string }[]): string[] {
  return [...new Set(items.map(({ condition }) => condition))];
}
