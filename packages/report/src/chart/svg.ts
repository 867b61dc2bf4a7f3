import { shorten } from "../format.js";
import { type Content, type Markup, markup } from "../page/markup.js";
import type { Scale } from "./scale.js";

/** Mean advance of a character at 1 px font size: browsers give no measure to a page that is only written. */
const ADVANCE = 0.56;

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** What the chart shows, read aloud instead of it. */
  readonly description: string;
}

/** An SVG image that scales down to its column. */
export function svg({ width, height, description }: Frame, ...content: readonly Content[]): Markup {
  return markup`<svg viewBox="0 0 ${fixed(width)} ${fixed(height)}" width="${fixed(width)}" height="${fixed(height)}" role="img" aria-label="${description}">${content}</svg>`;
}

/** Width of a chart beside its labels and values, and of one for a telephone, whose text stays readable there. */
export const WIDE_WIDTH = 1120;
export const NARROW_WIDTH = 358;

export type WidthName = "wide" | "narrow";

/** A chart drawn for both widths; the page's style shows the one that fits. */
export function bothWidths(draw: (width: WidthName) => Markup): Markup {
  return markup`<div class="wide">${draw("wide")}</div><div class="narrow">${draw("narrow")}</div>`;
}

/** A text centred on `x` above an axis, moved inwards where it would leave the chart. */
export function axisLabel(text: string, x: number, y: number, width: number): Markup {
  const half = textWidth(text, 11.5) / 2;
  const inside = Math.min(width - half, Math.max(half, x));
  return markup`<text class="tick" x="${fixed(inside)}" y="${fixed(y)}" text-anchor="middle">${text}</text>`;
}

/** A coordinate with one decimal. */
export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function textWidth(text: string, fontSize: number): number {
  return [...text].length * ADVANCE * fontSize;
}

/** `text` shortened to about `width` pixels. */
export function fitText(text: string, width: number, fontSize: number): string {
  return shorten(text, Math.max(4, Math.floor(width / (ADVANCE * fontSize) + 1e-6)));
}

/** Vertical grid lines with their ticks and a title below. */
export function xAxis(
  scale: Scale,
  { top, bottom, title }: { readonly top: number; readonly bottom: number; readonly title: string },
): Markup {
  const [first, last] = [scale(scale.ticks[0] ?? 0), scale(scale.ticks.at(-1) ?? 1)];
  return markup`${scale.ticks.map(
    (tick) =>
      markup`<line class="grid" x1="${fixed(scale(tick))}" x2="${fixed(scale(tick))}" y1="${fixed(top)}" y2="${fixed(bottom)}"/><text class="tick" x="${fixed(scale(tick))}" y="${fixed(bottom + 15)}" text-anchor="middle">${scale.format(tick)}</text>`,
  )}<text class="axis-title" x="${fixed((first + last) / 2)}" y="${fixed(bottom + 33)}" text-anchor="middle">${title}</text>`;
}

/** Horizontal grid lines with their ticks on the left. */
export function yAxis(scale: Scale, { left, right }: { readonly left: number; readonly right: number }): Markup {
  return markup`${scale.ticks.map(
    (tick) =>
      markup`<line class="grid" x1="${fixed(left)}" x2="${fixed(right)}" y1="${fixed(scale(tick))}" y2="${fixed(scale(tick))}"/><text class="tick" x="${fixed(left - 6)}" y="${fixed(scale(tick) + 3.5)}" text-anchor="end">${scale.format(tick)}</text>`,
  )}`;
}

/** A path through the defined points; undefined ones break it. */
export function linePath(points: readonly (readonly [x: number, y: number] | null)[]): string {
  return points.map((point, i) => (point === null ? "" : `${points[i - 1] ? "L" : "M"}${fixed(point[0])},${fixed(point[1])}`)).join("");
}

/** The closed area between two rows of points; only where both are defined. */
export function areaPath(xs: readonly number[], lows: readonly (number | null)[], highs: readonly (number | null)[]): string {
  const present = xs.flatMap((x, i) => (lows[i] != null && highs[i] != null ? [[x, lows[i]!, highs[i]!] as const] : []));
  if (present.length < 2) return "";
  const there = present.map(([x, low]) => [x, low] as const);
  const back = present.map(([x, , high]) => [x, high] as const).reverse();
  return `M${[...there, ...back].map(([x, y]) => `${fixed(x)},${fixed(y)}`).join("L")}Z`;
}

/** Moves labels apart to at least `gap` pixels, keeping their order and staying within `low` and `high` where there is room. */
export function spreadLabels(positions: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]!);
  const placed = [...positions];
  let floor = low;
  for (const i of order) {
    placed[i] = Math.max(placed[i]!, floor);
    floor = placed[i]! + gap;
  }
  let ceiling = high;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i]!, ceiling);
    ceiling = placed[i]! - gap;
  }
  return placed;
}

/** Where the parts of a row of marks stand. */
export interface RowLayout {
  readonly width: number;
  readonly rowHeight: number;
  /** Ends of the axis. */
  readonly left: number;
  readonly right: number;
  readonly ticks: number;
  readonly labelWidth: number;
}
