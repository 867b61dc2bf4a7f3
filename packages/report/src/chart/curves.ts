import type { Band, Maybe } from "../comparison-report.js";
import { isDefined } from "../format.js";
import { type Markup, markup } from "../page/markup.js";
import { extent, linearScale, logScale, type Scale } from "./scale.js";
import { areaPath, fitText, fixed, linePath, spreadLabels, svg, textWidth } from "./svg.js";

const LEFT = 44;
const TOP = 44;

/** Panels stand three in a row, or two larger ones. */
const SIZES = { small: { width: 356, height: 224 }, large: { width: 548, height: 310 } } as const;

/** One line of a panel. */
export interface Series {
  readonly label: string;
  /** Colour and dashes of the line: a class of the page's style. */
  readonly style: "train" | "meta" | "test";
  readonly band: Band;
}

export interface Panel {
  readonly title: string;
  readonly steps: readonly number[];
  readonly series: readonly Series[];
}

export interface Curves {
  readonly panels: readonly Panel[];
  readonly yTitle: string;
  readonly description: string;
  readonly size: keyof typeof SIZES;
  /** A value that is drawn through each panel. */
  readonly baseline?: number;
}

/** Small charts with a common vertical axis, logarithmic where the values span more than a factor of 30. */
export function curvePanels({ panels, yTitle, description, size, baseline }: Curves): Markup {
  const values = panels.flatMap(({ series }) => series.flatMap(({ band }) => [...band.mean, ...band.low, ...band.high].filter(isDefined)));
  if (values.length === 0) return markup`<p class="muted">No values were recorded.</p>`;
  const range = baseline === undefined ? values : [...values, baseline];
  const [low, high] = extent(range);
  const isLog = low > 0 && high / low > 30;
  const pixels = [bottomOf(size), TOP] as const;
  const y = isLog ? logScale(range, pixels) : linearScale(range, pixels, 5);
  const yLabel = `${yTitle}${isLog ? " (log scale)" : ""}`;
  return markup`<div class="panels ${size}">${panels.map((panel) => panelChart(panel, y, { yTitle: yLabel, description, size, ...(baseline !== undefined && { baseline }) }))}</div>`;
}

const bottomOf = (size: Curves["size"]): number => SIZES[size].height - 40;

function panelChart({ title, steps, series }: Panel, y: Scale, { yTitle, description, size, baseline }: Omit<Curves, "panels">): Markup {
  const { width, height } = SIZES[size];
  const bottom = bottomOf(size);
  const right = width - 8 - Math.max(...series.map(({ label }) => textWidth(label, 12.5)));
  const x = linearScale([0, ...steps], [LEFT, right], 3);
  return svg(
    { width, height, description: `${title}: ${description}` },
    markup`<text class="panel-title" x="0" y="12"><title>${title}</title>${fitText(title, width, 13)}</text><text class="tick" x="0" y="${TOP - 12}">${yTitle}</text>`,
    y.ticks.map(
      (tick) =>
        markup`<line class="grid" x1="${LEFT}" x2="${fixed(right)}" y1="${fixed(y(tick))}" y2="${fixed(y(tick))}"/><text class="tick" x="${LEFT - 5}" y="${fixed(y(tick) + 3.5)}" text-anchor="end">${y.format(tick)}</text>`,
    ),
    x.ticks.map(
      (tick) => markup`<text class="tick" x="${fixed(x(tick))}" y="${fixed(bottom + 15)}" text-anchor="middle">${x.format(tick)}</text>`,
    ),
    markup`<text class="axis-title" x="${fixed((LEFT + right) / 2)}" y="${height - 6}" text-anchor="middle">update</text>`,
    baseline !== undefined &&
      markup`<line class="reference" x1="${LEFT}" x2="${fixed(right)}" y1="${fixed(y(baseline))}" y2="${fixed(y(baseline))}"/>`,
    series.map(({ band, style }) => curve(steps.map(x), band, y, style)),
    endLabels(series, y, right, bottom),
  );
}

function curve(xs: readonly number[], { mean, low, high }: Band, y: Scale, style: Series["style"]): Markup {
  const position = (value: Maybe | undefined): number | null => (isDefined(value) ? y(value) : null);
  const points = xs.map((x, i) => {
    const at = position(mean[i]);
    return at === null ? null : ([x, at] as const);
  });
  return markup`<path class="band ${style}" d="${areaPath(xs, low.map(position), high.map(position))}"/><path class="curve ${style}" d="${linePath(points)}"/>`;
}

/** Names at the ends of the lines, moved apart where they would overlap. */
function endLabels(series: readonly Series[], y: Scale, right: number, bottom: number): Markup {
  const ends = series.map(({ band }) => y(band.mean.findLast(isDefined) ?? y.ticks[0] ?? 1));
  const placed = spreadLabels(ends, 13, [TOP + 4, bottom]);
  return markup`${series.map(({ label, style }, i) => markup`<text class="end-label ${style}" x="${fixed(right + 5)}" y="${fixed(placed[i]! + 4)}">${label}</text>`)}`;
}
