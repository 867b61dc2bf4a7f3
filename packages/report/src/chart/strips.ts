import type { Summary } from "../comparison-report.js";
import { formatInterval, formatValue, isDefined } from "../format.js";
import { type Markup, markup } from "../page/markup.js";
import { linearScale, type Scale } from "./scale.js";
import { fitText, fixed, svg, textWidth, xAxis } from "./svg.js";

const WIDTH = 1120;
const ROW = 32;
const TOP = 28;
const FONT = 13;
const VALUE_COLUMN = 185;
const INDENT = 14;

/** A row of points; with a text instead of a summary where there are none. */
export interface Strip {
  readonly label: string;
  readonly description: string;
  /** Stands to the right of and paler than the row above that it belongs to. */
  readonly isControl: boolean;
  readonly content: { readonly summary: Summary; readonly numFailed: number } | { readonly text: string; readonly isFailure: boolean };
}

export interface Strips {
  readonly rows: readonly Strip[];
  readonly axisTitle: string;
  readonly description: string;
  /** A line through all rows. */
  readonly reference?: { readonly value: number; readonly label: string };
}

/** Every trial as a point below the mean and interval of its row. */
export function strips({ rows, axisTitle, description, reference }: Strips): Markup {
  const summaries = rows.flatMap(({ content }) => ("summary" in content ? [content.summary] : []));
  const left = Math.min(330, Math.max(80, ...rows.map(({ label, isControl }) => textWidth(label, FONT) + (isControl ? INDENT : 0) + 14)));
  const bottom = TOP + ROW * rows.length;
  const scale = linearScale([...summaries.flatMap(numbersOf), ...(reference ? [reference.value] : [])], [left, WIDTH - VALUE_COLUMN], 8);
  return svg(
    { width: WIDTH, height: bottom + 42, description },
    xAxis(scale, { top: TOP, bottom, title: axisTitle }),
    reference && referenceLine(scale, reference, bottom),
    rows.map((row, i) => rowMarks(row, scale, left, TOP + ROW * (i + 0.5))),
  );
}

function rowMarks({ label, description, isControl, content }: Strip, scale: Scale, left: number, y: number): Markup {
  const indent = isControl ? INDENT : 0;
  const name = markup`<text class="label${isControl && " muted"}" x="${indent}" y="${fixed(y + 4.5)}"><title>${description}</title>${fitText(label, left - 10 - indent, FONT)}</text>`;
  if ("text" in content) {
    return markup`${name}<text class="${content.isFailure ? "failed" : "muted"}" x="${fixed(left + 10)}" y="${fixed(y + 4.5)}">${content.text}</text>`;
  }
  const { summary, numFailed } = content;
  return markup`${name}${trialPoints(summary, scale, y + 8)}${meanAndInterval(summary, scale, y - 3, isControl ? "control" : "main")}${valueText(summary, numFailed, y)}`;
}

function referenceLine(scale: Scale, { value, label }: NonNullable<Strips["reference"]>, bottom: number): Markup {
  const x = fixed(scale(value));
  return markup`<line class="reference" x1="${x}" x2="${x}" y1="${TOP - 4}" y2="${fixed(bottom)}"/><text class="tick" x="${x}" y="${TOP - 10}" text-anchor="middle">${label}</text>`;
}

/** Neighbouring trials a little apart, so that equal values stay visible. */
function trialPoints({ perTrial }: Summary, scale: Scale, y: number): Markup {
  return markup`${perTrial.map(
    (value, trial) =>
      isDefined(value) && markup`<circle class="trial" cx="${fixed(scale(value))}" cy="${fixed(y + ((trial % 3) - 1) * 2)}" r="3"><title>trial ${trial + 1}: ${formatValue(value)}</title></circle>`,
  )}`;
}

function meanAndInterval({ mean, interval: [low, high] }: Summary, scale: Scale, y: number, kind: "main" | "control"): Markup {
  return markup`${
    isDefined(low) && isDefined(high) && markup`<line class="interval ${kind}" x1="${fixed(scale(low))}" x2="${fixed(scale(high))}" y1="${fixed(y)}" y2="${fixed(y)}"/>`
  }${isDefined(mean) && markup`<circle class="mean ${kind}" cx="${fixed(scale(mean))}" cy="${fixed(y)}" r="5"/>`}`;
}

function valueText({ mean, interval }: Summary, numFailed: number, y: number): Markup {
  return markup`<text class="value" x="${WIDTH}" y="${fixed(y + 4.5)}" text-anchor="end">${numFailed > 0 && markup`<tspan class="failed">✕${numFailed} </tspan>`}<tspan class="strong">${formatValue(mean)}</tspan> ${formatInterval(interval)}</text>`;
}

const numbersOf = ({ mean, interval, perTrial }: Summary): number[] => [mean, ...interval, ...perTrial].filter(isDefined);
