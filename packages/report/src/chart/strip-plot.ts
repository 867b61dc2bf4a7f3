import type { ComparisonReport, ReportedCondition, ReportedMethod, Summary } from "../comparison-report.js";
import { formatInterval, formatValue, isDefined } from "../format.js";
import { entryOf, labelOf, orderedMetrics } from "../reading.js";
import { type Markup, markup } from "../page/markup.js";
import { linearScale, type Scale } from "./scale.js";
import { fitText, fixed, svg, textWidth, xAxis } from "./svg.js";

const WIDTH = 860;
const ROW = 28;
const TOP = 26;
const FONT = 13;
const VALUE_COLUMN = 165;

/** Every trial of the primary metric as a point, with mean and interval, one row for each method; the reference as a line through all. */
export function stripPlot(report: ComparisonReport, condition: ReportedCondition): Markup {
  const metric = orderedMetrics(report)[0]!;
  const rows = report.methods.map((method) => ({ method, entry: entryOf(report, condition.name, method, metric) }));
  const summaries = rows.flatMap(({ entry }) => (entry.kind === "value" ? [entry.summary] : []));
  const left = Math.min(280, Math.max(80, ...rows.map(({ method }) => textWidth(labelOf(report, method.name), FONT) + indent(method) + 14)));
  const bottom = TOP + ROW * rows.length;
  const scale = linearScale(summaries.flatMap(numbersOf), [left, WIDTH - VALUE_COLUMN]);
  const reference = rows.find(({ method }) => method.name === report.reference);
  const description = `${metric.label} of every trial under condition ${condition.name}, with mean and interval of each method. The same numbers are in the table below.`;
  return svg(
    { width: WIDTH, height: bottom + 42, description },
    xAxis(scale, { top: TOP, bottom, title: `${metric.label} (${metric.higherIsBetter ? "higher" : "lower"} is better)` }),
    reference?.entry.kind === "value" && referenceLine(scale, reference.entry.summary, labelOf(report, report.reference), bottom),
    rows.map(({ method, entry }, i) => {
      const y = TOP + ROW * (i + 0.5);
      return [
        rowLabel(method, left, y),
        entry.kind === "value"
          ? [trialPoints(entry.summary, scale, y), meanAndInterval(entry.summary, scale, y, method.controlOf !== undefined), valueText(entry.summary, entry.numFailed, y)]
          : markup`<text class="${entry.kind === "failed" ? "failed" : "muted"}" x="${fixed(left + 10)}" y="${fixed(y + 4.5)}">${aside(entry, report)}</text>`,
      ];
    }),
  );
}

function aside(entry: ReturnType<typeof entryOf>, { trials }: ComparisonReport): string {
  if (entry.kind === "equal") return `= ${entry.to} by construction`;
  return entry.kind === "failed" ? `✕ failed in ${entry.numFailed} of ${trials} trials` : "not run";
}

function rowLabel(method: ReportedMethod, left: number, y: number): Markup {
  const room = left - 14 - indent(method);
  return markup`<text class="label${method.controlOf === undefined ? "" : " muted"}" x="${fixed(indent(method))}" y="${fixed(y + 4.5)}"><title>${method.label}: ${method.description}</title>${fitText(method.label, room, FONT)}</text>`;
}

function referenceLine(scale: Scale, { mean }: Summary, label: string, bottom: number): Markup | null {
  if (!isDefined(mean)) return null;
  const x = fixed(scale(mean));
  return markup`<line class="reference" x1="${x}" x2="${x}" y1="${TOP}" y2="${fixed(bottom)}"/><text class="tick" x="${x}" y="${TOP - 8}" text-anchor="middle">mean of ${label}</text>`;
}

/** Trials a little apart vertically, in their order, so that equal values stay visible. */
function trialPoints({ perTrial }: Summary, scale: Scale, y: number): Markup {
  const spread = Math.min(2, 14 / Math.max(1, perTrial.length - 1));
  return markup`${perTrial.map(
    (value, trial) =>
      isDefined(value) &&
      markup`<circle class="trial" cx="${fixed(scale(value))}" cy="${fixed(y + (trial - (perTrial.length - 1) / 2) * spread)}" r="3"><title>trial ${trial + 1}: ${formatValue(value)}</title></circle>`,
  )}`;
}

function meanAndInterval({ mean, interval: [low, high] }: Summary, scale: Scale, y: number, isControl: boolean): Markup {
  const kind = isControl ? "control" : "main";
  return markup`${
    isDefined(low) && isDefined(high) && markup`<line class="interval ${kind}" x1="${fixed(scale(low))}" x2="${fixed(scale(high))}" y1="${fixed(y)}" y2="${fixed(y)}"/>`
  }${isDefined(mean) && markup`<circle class="mean ${kind}" cx="${fixed(scale(mean))}" cy="${fixed(y)}" r="5"/>`}`;
}

function valueText({ mean, interval }: Summary, numFailed: number, y: number): Markup {
  return markup`<text class="value" x="${WIDTH}" y="${fixed(y + 4.5)}" text-anchor="end"><tspan class="strong">${formatValue(mean)}</tspan> ${formatInterval(interval)}${numFailed > 0 && markup`<tspan class="failed"> ✕${numFailed}</tspan>`}</text>`;
}

const indent = ({ controlOf }: ReportedMethod): number => (controlOf === undefined ? 0 : 14);

const numbersOf = ({ mean, interval, perTrial }: Summary): number[] => [mean, ...interval, ...perTrial].filter(isDefined);
