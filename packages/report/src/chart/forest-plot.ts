import type { ComparisonReport, ReportedCondition, ReportedContrast } from "../comparison-report.js";
import { formatDifference, formatInterval, formatP, formatValue, isDefined } from "../format.js";
import { type Markup, markup } from "../page/markup.js";
import { asideOf, labelBeside, labelOf, orderedMetrics } from "../reading.js";
import { linearScale, type Scale } from "./scale.js";
import { bothWidths, fitText, fixed, NARROW_WIDTH, type RowLayout, svg, textWidth, WIDE_WIDTH, type WidthName, xAxis } from "./svg.js";

const TOP = 30;
const FONT = 13;
const VALUE_COLUMN = 215;
/** Room for the marks at the ends of an axis that takes the whole width. */
const MARGIN = 12;

/** Where the parts of a row stand: beside each other, or on a narrow screen the marks below label and values. */
interface Layout extends RowLayout {
  /** From the top of a row to its label, difference, p value and marks. */
  readonly labelAt: number;
  readonly valueAt: number;
  readonly pAt: number;
  readonly marksAt: number;
  /** Room for why a contrast was not tested. */
  readonly reasonWidth: number;
  readonly pWidth: number;
  /** Where the difference begins, if it does not end at the right side. */
  readonly valueLeft?: number;
}

/** Declared contrasts as differences around 0, with intervals, every trial, and the differences that would not have been seen. */
export function forestPlot(report: ComparisonReport, condition: ReportedCondition, contrasts: readonly ReportedContrast[]): Markup {
  const labels = contrasts.map(({ a, b }) => `${labelOf(report, a)} − ${labelBeside(report, b, a)}`);
  return bothWidths((name) => forestChart(report, condition, contrasts, labels, layoutOf(labels, name)));
}

function layoutOf(labels: readonly string[], name: WidthName): Layout {
  if (name === "narrow") {
    return {
      width: NARROW_WIDTH,
      rowHeight: 68,
      left: MARGIN,
      right: NARROW_WIDTH - MARGIN,
      ticks: 4,
      labelWidth: NARROW_WIDTH,
      labelAt: 16,
      valueAt: 33,
      pAt: 33,
      marksAt: 52,
      reasonWidth: NARROW_WIDTH - 60,
      pWidth: 190,
      valueLeft: 0,
    };
  }
  const left = Math.min(400, Math.max(100, ...labels.map((label) => textWidth(label, FONT) + 12)));
  return {
    width: WIDE_WIDTH,
    rowHeight: 34,
    left,
    right: WIDE_WIDTH - VALUE_COLUMN,
    ticks: 8,
    labelWidth: left - 12,
    labelAt: 21.5,
    valueAt: 15,
    pAt: 29,
    marksAt: 17,
    reasonWidth: 280,
    pWidth: 300,
  };
}

function forestChart(
  report: ComparisonReport,
  condition: ReportedCondition,
  contrasts: readonly ReportedContrast[],
  labels: readonly string[],
  layout: Layout,
): Markup {
  const metric = orderedMetrics(report)[0]!;
  const bottom = TOP + layout.rowHeight * contrasts.length;
  const scale = linearScale([0, ...contrasts.flatMap(numbersOf)], [layout.left, layout.right], layout.ticks);
  const zero = scale(0);
  const [better, worse] = metric.higherIsBetter ? ["first better →", "← second better"] : ["second better →", "← first better"];
  return svg(
    {
      width: layout.width,
      height: bottom + 42,
      description: `Declared contrasts of ${metric.label} under condition ${condition.name}: difference, interval and every trial around zero. The same numbers are in the table below.`,
    },
    contrasts.map((contrast, i) => invisible(contrast, scale, TOP + layout.rowHeight * i + layout.marksAt)),
    xAxis(scale, { top: TOP, bottom, title: fitText(`difference of ${metric.label}`, layout.width, 12) }),
    markup`<line class="zero" x1="${fixed(zero)}" x2="${fixed(zero)}" y1="${TOP - 4}" y2="${fixed(bottom)}"/>`,
    sideLabel(better, zero + 6, "start", layout),
    sideLabel(worse, zero - 6, "end", layout),
    contrasts.map((contrast, i) => contrastRow(contrast, labels[i]!, report, scale, layout, TOP + layout.rowHeight * i)),
  );
}

/** What a side of zero means; left out where it would not fit. */
function sideLabel(text: string, x: number, anchor: "start" | "end", { width }: Layout): Markup | null {
  const room = anchor === "start" ? width - x : x;
  return room < textWidth(text, 11.5)
    ? null
    : markup`<text class="tick" x="${fixed(x)}" y="${TOP - 12}" text-anchor="${anchor}">${text}</text>`;
}

function contrastRow(
  contrast: ReportedContrast,
  label: string,
  report: ComparisonReport,
  scale: Scale,
  layout: Layout,
  top: number,
): Markup {
  const { difference, interval } = contrast;
  const [valueX, anchor] = layout.valueLeft === undefined ? [layout.width, "end"] : [layout.valueLeft, "start"];
  const value = isDefined(difference) && [
    markup`<tspan class="strong">${formatDifference(difference)}</tspan>`,
    interval.every(isDefined) && ` ${formatInterval(interval, formatDifference)}`,
  ];
  return markup`<text class="label" x="0" y="${fixed(top + layout.labelAt)}"><title>${label}</title>${fitText(label, layout.labelWidth, FONT)}</text>${contrastMarks(contrast, scale, top + layout.marksAt)}<text class="value" x="${valueX}" y="${fixed(top + layout.valueAt)}" text-anchor="${anchor}">${value}</text><text class="tick" x="${layout.width}" y="${fixed(top + layout.pAt)}" text-anchor="end">${pText(contrast, report, layout)}</text>`;
}

function pText(contrast: ReportedContrast, report: ComparisonReport, { reasonWidth, pWidth }: Layout): string {
  const { pHolm, significant, notTested } = contrast;
  const aside = asideOf(contrast, report);
  if (notTested !== undefined || !isDefined(pHolm)) return fitText(aside || "not tested", reasonWidth, 11.5);
  return fitText(
    `p ${pHolm < 0.001 ? "" : "= "}${formatP(pHolm)} (Holm)${significant ? ", significant" : ""}${aside && `, ${aside}`}`,
    pWidth,
    11.5,
  );
}

/** A bar from −d to d: differences that the contrast finds with less than the declared power. */
function invisible({ detectable }: ReportedContrast, scale: Scale, y: number): Markup | null {
  if (!isDefined(detectable)) return null;
  const [low, high] = [clamped(scale, -detectable), clamped(scale, detectable)];
  return markup`<rect class="invisible" x="${fixed(low)}" y="${fixed(y - 14)}" width="${fixed(high - low)}" height="28"><title>differences below ${formatValue(detectable)} would probably not have been seen</title></rect>`;
}

/** The axis need not reach as far as the bar. */
function clamped(scale: Scale, value: number): number {
  return Math.min(scale(scale.ticks.at(-1)!), Math.max(scale(scale.ticks[0]!), scale(value)));
}

function contrastMarks({ difference, interval: [low, high], perTrial, significant }: ReportedContrast, scale: Scale, y: number): Markup {
  const kind = significant ? "significant" : "open";
  return markup`${perTrial.map(
    (value, trial) =>
      isDefined(value) &&
      markup`<circle class="trial" cx="${fixed(scale(value))}" cy="${fixed(y + 8)}" r="2.6"><title>trial ${trial + 1}: ${formatDifference(value)}</title></circle>`,
  )}${isDefined(low) && isDefined(high) && markup`<line class="interval main" x1="${fixed(scale(low))}" x2="${fixed(scale(high))}" y1="${fixed(y - 3)}" y2="${fixed(y - 3)}"/>`}${
    isDefined(difference) &&
    markup`<rect class="difference ${kind}" x="${fixed(scale(difference) - 5)}" y="${fixed(y - 8)}" width="10" height="10"/>`
  }`;
}

const numbersOf = ({ difference, interval, perTrial }: ReportedContrast): number[] =>
  [difference, ...interval, ...perTrial].filter(isDefined);
