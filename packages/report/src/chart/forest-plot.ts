import type { ComparisonReport, ReportedCondition, ReportedContrast } from "../comparison-report.js";
import { formatDifference, formatInterval, formatP, formatValue, isDefined } from "../format.js";
import { type Markup, markup } from "../page/markup.js";
import { labelBeside, labelOf, orderedMetrics } from "../reading.js";
import { linearScale, type Scale } from "./scale.js";
import { fitText, fixed, svg, textWidth, xAxis } from "./svg.js";

const WIDTH = 1120;
const ROW = 34;
const TOP = 30;
const FONT = 13;
const VALUE_COLUMN = 215;

/** Declared contrasts as differences around 0, with intervals, every trial, and the differences that would not have been seen. */
export function forestPlot(report: ComparisonReport, condition: ReportedCondition, contrasts: readonly ReportedContrast[]): Markup {
  const metric = orderedMetrics(report)[0]!;
  const name = ({ a, b }: ReportedContrast): string => `${labelOf(report, a)} − ${labelBeside(report, b, a)}`;
  const left = Math.min(400, Math.max(100, ...contrasts.map((contrast) => textWidth(name(contrast), FONT) + 12)));
  const bottom = TOP + ROW * contrasts.length;
  const scale = linearScale([0, ...contrasts.flatMap(numbersOf)], [left, WIDTH - VALUE_COLUMN], 8);
  const zero = scale(0);
  const [better, worse] = metric.higherIsBetter ? ["first better →", "← second better"] : ["second better →", "← first better"];
  return svg(
    {
      width: WIDTH,
      height: bottom + 42,
      description: `Declared contrasts of ${metric.label} under condition ${condition.name}: difference, interval and every trial around zero. The same numbers are in the table below.`,
    },
    contrasts.map((contrast, i) => invisible(contrast, scale, TOP + ROW * i)),
    xAxis(scale, { top: TOP, bottom, title: `difference of ${metric.label}` }),
    markup`<line class="zero" x1="${fixed(zero)}" x2="${fixed(zero)}" y1="${TOP - 4}" y2="${fixed(bottom)}"/>`,
    markup`<text class="tick" x="${fixed(zero + 6)}" y="${TOP - 12}">${better}</text><text class="tick" x="${fixed(zero - 6)}" y="${TOP - 12}" text-anchor="end">${worse}</text>`,
    contrasts.map((contrast, i) => {
      const y = TOP + ROW * (i + 0.5);
      return [
        markup`<text class="label" x="0" y="${fixed(y + 4.5)}"><title>${name(contrast)}</title>${fitText(name(contrast), left - 12, FONT)}</text>`,
        contrastMarks(contrast, scale, y),
        markup`<text class="value" x="${WIDTH}" y="${fixed(y - 2)}" text-anchor="end">${isDefined(contrast.difference) && [markup`<tspan class="strong">${formatDifference(contrast.difference)}</tspan>`, ` ${formatInterval(contrast.interval, formatDifference)}`]}</text><text class="tick" x="${WIDTH}" y="${fixed(y + 12)}" text-anchor="end">${pText(contrast)}</text>`,
      ];
    }),
  );
}

function pText({ pHolm, significant, perTrial }: ReportedContrast): string {
  if (perTrial.filter(isDefined).length < 2) return "not tested: fewer than two trials";
  if (!isDefined(pHolm)) return "not tested: no variation over trials";
  return `p ${pHolm < 0.001 ? "" : "= "}${formatP(pHolm)} (Holm)${significant ? ", significant" : ""}`;
}

/** A bar from −d to d: differences that the contrast finds with less than the declared power. */
function invisible({ detectable }: ReportedContrast, scale: Scale, top: number): Markup | null {
  if (!isDefined(detectable)) return null;
  const [low, high] = [clamped(scale, -detectable), clamped(scale, detectable)];
  return markup`<rect class="invisible" x="${fixed(low)}" y="${fixed(top + 3)}" width="${fixed(high - low)}" height="${ROW - 6}"><title>differences below ${formatValue(detectable)} would probably not have been seen</title></rect>`;
}

/** The axis need not reach as far as the bar. */
function clamped(scale: Scale, value: number): number {
  return Math.min(scale(scale.ticks.at(-1)!), Math.max(scale(scale.ticks[0]!), scale(value)));
}

function contrastMarks({ difference, interval: [low, high], perTrial, significant }: ReportedContrast, scale: Scale, y: number): Markup {
  const kind = significant ? "significant" : "open";
  return markup`${perTrial.map(
    (value, trial) => isDefined(value) && markup`<circle class="trial" cx="${fixed(scale(value))}" cy="${fixed(y + 8)}" r="2.6"><title>trial ${trial + 1}: ${formatDifference(value)}</title></circle>`,
  )}${isDefined(low) && isDefined(high) && markup`<line class="interval main" x1="${fixed(scale(low))}" x2="${fixed(scale(high))}" y1="${fixed(y - 3)}" y2="${fixed(y - 3)}"/>`}${
    isDefined(difference) && markup`<rect class="difference ${kind}" x="${fixed(scale(difference) - 5)}" y="${fixed(y - 8)}" width="10" height="10"/>`
  }`;
}

const numbersOf = ({ difference, interval, perTrial }: ReportedContrast): number[] => [difference, ...interval, ...perTrial].filter(isDefined);
