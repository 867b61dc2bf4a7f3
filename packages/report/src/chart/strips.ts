import type { Summary } from "../comparison-report.js";
import { formatInterval, formatValue, isDefined } from "../format.js";
import { type Markup, markup } from "../page/markup.js";
import { linearScale, type Scale } from "./scale.js";
import {
  axisLabel,
  bothWidths,
  fitText,
  fixed,
  NARROW_WIDTH,
  type RowLayout,
  svg,
  textWidth,
  WIDE_WIDTH,
  type WidthName,
  xAxis,
} from "./svg.js";

const TOP = 28;
const FONT = 13;
const VALUE_COLUMN = 185;
const INDENT = 14;
/** Room for the points at the ends of an axis that takes the whole width. */
const MARGIN = 12;

/** A row of points; with a text instead of a summary where there are none. */
export interface Strip {
  readonly label: string;
  readonly description: string;
  /** Stands to the right of and paler than the row above that it belongs to. */
  readonly isControl: boolean;
  readonly content:
    | { readonly summary: Summary; /** `9/10` where the mean is not over all trials. */ readonly aside: string }
    | { readonly text: string; readonly isFailure: boolean };
}

export interface Strips {
  readonly rows: readonly Strip[];
  readonly axisTitle: string;
  readonly description: string;
  /** A line through all rows. */
  readonly reference?: { readonly value: number; readonly label: string };
}

/** Where the parts of a row stand: beside each other, or on a narrow screen the points below label and value. */
interface Layout extends RowLayout {
  /** From the top of a row to its text, and to its points. */
  readonly textAt: number;
  readonly pointsAt: number;
}

/** Every trial as a point below the mean and interval of its row. */
export function strips(chart: Strips): Markup {
  return bothWidths((name) => stripChart(chart, layoutOf(chart, name)));
}

function layoutOf({ rows }: Strips, name: WidthName): Layout {
  if (name === "narrow") {
    return {
      width: NARROW_WIDTH,
      rowHeight: 48,
      left: MARGIN,
      right: NARROW_WIDTH - MARGIN,
      ticks: 4,
      labelWidth: NARROW_WIDTH - 160,
      textAt: 16,
      pointsAt: 32,
    };
  }
  const left = Math.min(330, Math.max(80, ...rows.map(({ label, isControl }) => textWidth(label, FONT) + (isControl ? INDENT : 0) + 14)));
  return {
    width: WIDE_WIDTH,
    rowHeight: 32,
    left,
    right: WIDE_WIDTH - VALUE_COLUMN,
    ticks: 8,
    labelWidth: left - 10,
    textAt: 20.5,
    pointsAt: 16,
  };
}

function stripChart({ rows, axisTitle, description, reference }: Strips, layout: Layout): Markup {
  const summaries = rows.flatMap(({ content }) => ("summary" in content ? [content.summary] : []));
  const bottom = TOP + layout.rowHeight * rows.length;
  const scale = linearScale(
    [...summaries.flatMap(numbersOf), ...(reference ? [reference.value] : [])],
    [layout.left, layout.right],
    layout.ticks,
  );
  return svg(
    { width: layout.width, height: bottom + 42, description },
    xAxis(scale, { top: TOP, bottom, title: fitText(axisTitle, layout.width, 12) }),
    reference && referenceLine(scale, reference, bottom, layout),
    rows.map((row, i) => rowMarks(row, scale, layout, TOP + layout.rowHeight * i)),
  );
}

function rowMarks({ label, description, isControl, content }: Strip, scale: Scale, layout: Layout, top: number): Markup {
  const indent = isControl ? INDENT : 0;
  const [text, points] = [top + layout.textAt, top + layout.pointsAt];
  const name = markup`<text class="label${isControl && " muted"}" x="${indent}" y="${fixed(text)}"><title>${description}</title>${fitText(label, layout.labelWidth - indent, FONT)}</text>`;
  if ("text" in content) {
    return markup`${name}<text class="${content.isFailure ? "failed" : "muted"}" x="${fixed(layout.left + 10)}" y="${fixed(points + 4.5)}">${fitText(content.text, layout.width - layout.left - 10, FONT)}</text>`;
  }
  const { summary, aside } = content;
  return markup`${name}${trialPoints(summary, scale, points + 8)}${meanAndInterval(summary, scale, points - 3, isControl ? "control" : "main")}${valueText(summary, aside, layout, text)}`;
}

function referenceLine(scale: Scale, { value, label }: NonNullable<Strips["reference"]>, bottom: number, { width }: Layout): Markup {
  const x = fixed(scale(value));
  return markup`<line class="reference" x1="${x}" x2="${x}" y1="${TOP - 4}" y2="${fixed(bottom)}"/>${axisLabel(label, scale(value), TOP - 10, width)}`;
}

/** Neighbouring trials a little apart, so that equal values stay visible. */
function trialPoints({ perTrial }: Summary, scale: Scale, y: number): Markup {
  return markup`${perTrial.map(
    (value, trial) =>
      isDefined(value) &&
      markup`<circle class="trial" cx="${fixed(scale(value))}" cy="${fixed(y + ((trial % 3) - 1) * 2)}" r="3"><title>trial ${trial + 1}: ${formatValue(value)}</title></circle>`,
  )}`;
}

function meanAndInterval({ mean, interval: [low, high] }: Summary, scale: Scale, y: number, kind: "main" | "control"): Markup {
  return markup`${
    isDefined(low) &&
    isDefined(high) &&
    markup`<line class="interval ${kind}" x1="${fixed(scale(low))}" x2="${fixed(scale(high))}" y1="${fixed(y)}" y2="${fixed(y)}"/>`
  }${isDefined(mean) && markup`<circle class="mean ${kind}" cx="${fixed(scale(mean))}" cy="${fixed(y)}" r="5"/>`}`;
}

function valueText({ mean, interval }: Summary, aside: string, { width }: Layout, y: number): Markup {
  return markup`<text class="value" x="${width}" y="${fixed(y)}" text-anchor="end">${aside !== "" && markup`<tspan class="failed">${aside} </tspan>`}<tspan class="strong">${formatValue(mean)}</tspan>${interval.every(isDefined) && ` ${formatInterval(interval)}`}</text>`;
}

const numbersOf = ({ mean, interval, perTrial }: Summary): number[] => [mean, ...interval, ...perTrial].filter(isDefined);
