import { curvePanels, type Series } from "../chart/curves.js";
import type { ComparisonReport, ContributionCurves, ExtremeRows, LearningCurves, SyntheticRow } from "../comparison-report.js";
import { formatInterval, formatShare, formatValue, UNDEFINED } from "../format.js";
import { labelOf } from "../reading.js";
import { type Markup, markup } from "./markup.js";
import { tableMarkup } from "./table.js";

/** Training, meta and test loss of every method. */
export function learningSection(report: ComparisonReport): Markup | null {
  const all = report.learningCurves ?? [];
  if (all.length === 0) return null;
  const figures = conditionsOf(all).map(
    (condition) => markup`<figure><h3>${condition}</h3>${curvePanels({
      panels: all.filter((curves) => curves.condition === condition).map((curves) => ({ title: labelOf(report, curves.method), steps: curves.steps, series: lossSeries(curves) })),
      yTitle: "loss in nats",
      description: "training, meta and test loss over the updates",
    })}</figure>`,
  );
  return markup`<section id="learning"><h2>Losses over training</h2>
<p>Mean over trials, with the band of the trials. The training loss is the one that is minimized, with the weights of the method; the test loss is at natural prevalence and was never used to choose anything.</p>
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
  const { contributions = [], recovery = [], extremes = [] } = report;
  if (contributions.length + recovery.length + extremes.length === 0) return null;
  return markup`<section id="contributions"><h2>Learned contributions</h2>
${recoveryTable(report)}
${conditionsOf(contributions).map((condition) => contributionFigure(report, condition, contributions))}
${extremes.map((rows) => extremeTables(report, rows))}
</section>`;
}

function recoveryTable(report: ComparisonReport): Markup | null {
  const found = report.recovery ?? [];
  if (found.length === 0) return null;
  return markup`<h3>Do low contributions find the synthetic rows with a planted parent?</h3>${tableMarkup({
    caption: `Probability that a row with a planted parent is ranked before one without (AUC; 0.5 is chance): mean over ${report.trials} trials with ${formatShare(report.level)} interval. The yardstick ranks the same rows by their final loss in the run that learned no contributions.`,
    columns: [{ header: "method", kind: "text" }, { header: "condition", kind: "text" }, "by low contribution", "interval", "yardstick: by high loss", "interval"],
    rows: found.map(({ condition, method, byContribution, byLoss }) => ({
      header: labelOf(report, method),
      cells: [
        { content: condition, kind: "text" },
        formatValue(byContribution.mean),
        formatInterval(byContribution.interval),
        formatValue(byLoss?.mean),
        byLoss ? formatInterval(byLoss.interval) : UNDEFINED,
      ],
    })),
  })}<details><summary>AUC of every trial</summary>${tableMarkup({
    caption: "AUC by trial.",
    columns: [{ header: "method", kind: "text" }, ...(found[0]?.byContribution.perTrial ?? []).map((_, trial) => `trial ${trial + 1}`)],
    rows: found.flatMap(({ method, condition, byContribution, byLoss }) => [
      { header: `${labelOf(report, method)}, ${condition}: contribution`, cells: byContribution.perTrial.map((value) => formatValue(value)) },
      ...(byLoss ? [{ header: `${labelOf(report, method)}, ${condition}: loss`, kind: "control" as const, cells: byLoss.perTrial.map((value) => formatValue(value)) }] : []),
    ]),
  })}</details>`;
}

function contributionFigure(report: ComparisonReport, condition: string, all: readonly ContributionCurves[]): Markup {
  const panels = all
    .filter((curves) => curves.condition === condition)
    .map(({ method, steps, groups }) => ({
      title: labelOf(report, method),
      steps,
      series: groups.map(({ label, planted, band }) => ({ label, style: planted ? ("test" as const) : ("train" as const), band })),
    }));
  const groups = all.find((curves) => curves.condition === condition)?.groups ?? [];
  return markup`<figure><h3>Contribution of synthetic rows over training: ${condition}</h3>${curvePanels({
    panels,
    yTitle: "contribution",
    description: "median and quartiles of the learned contributions over the updates",
    baseline: 1,
  })}<figcaption>Lines: median over the synthetic rows of all trials (${groups.map(({ label, count }) => `${label}: ${count}`).join(", ")}); bands: quartiles; dashed: 1, the weight of every row without learning.</figcaption></figure>`;
}

function extremeTables(report: ComparisonReport, { condition, method, trial, highest, lowest }: ExtremeRows): Markup {
  const table = (caption: string, rows: readonly SyntheticRow[]): Markup =>
    tableMarkup({
      caption,
      columns: [{ header: "synthetic row", kind: "text" }, "weight", "λ", { header: "parents (row: share, label)", kind: "text" }],
      rows: rows.map(({ row, weight, lambda, parents }) => ({
        header: String(row),
        cells: [formatValue(weight), formatValue(lambda), { content: parentList(parents), kind: "text" }],
      })),
    });
  return markup`<details><summary>Synthetic rows with the highest and lowest contribution: ${labelOf(report, method)}, ${condition}, trial ${trial + 1}</summary><div class="columns">${table("Highest", highest)}${table("Lowest", lowest)}</div></details>`;
}

function parentList(parents: SyntheticRow["parents"]): Markup {
  return markup`${parents.map(
    ({ rowId, label, share, planted }, i) => markup`${i > 0 && ", "}${rowId}: ${formatValue(share, 2)}, ${label}${planted && markup` <span class="planted">planted</span>`}`,
  )}`;
}

function conditionsOf(items: readonly { readonly condition: string }[]): string[] {
  return [...new Set(items.map(({ condition }) => condition))];
}
