import { fixed, xAxis, yAxis } from "../chart/svg.js";
import { extent, linearScale } from "../chart/scale.js";
import { markup } from "../page/markup.js";
import { BLUE, ORANGE, standalone } from "./standalone.js";

/** The contributions of synthetic rows, by whether a parent has a wrong label. */
export interface ContributionData {
  /** The weight of each synthetic row. */
  readonly weights: readonly number[];
  /** Whether a row has a mislabelled parent. */
  readonly mislabelled: readonly boolean[];
}

const BINS = 24;

/** How many synthetic rows ended with which contribution; rows with a mislabelled parent apart, on top. */
export function contributionChart({ weights, mislabelled }: ContributionData): string {
  const [, largest] = extent(weights);
  const x = linearScale([0, Math.max(2, largest)], [64, 584], 8);
  const end = x.ticks.at(-1)!;
  const bins = Array.from({ length: BINS }, () => ({ plain: 0, mislabelled: 0 }));
  weights.forEach((weight, i) => bins[Math.min(BINS - 1, Math.floor((weight / end) * BINS))]![mislabelled[i] ? "mislabelled" : "plain"]++);
  const y = linearScale([0, ...bins.map((bin) => bin.plain + bin.mislabelled)], [320, 70], 5);
  const numMislabelled = mislabelled.filter(Boolean).length;
  const bars = bins.map((bin, i) => {
    const [left, right] = [x((i / BINS) * end), x(((i + 1) / BINS) * end)];
    const bar = (from: number, to: number, fill: string) =>
      to === from
        ? null
        : markup`<rect x="${fixed(left + 0.5)}" y="${fixed(y(to))}" width="${fixed(right - left - 1)}" height="${fixed(y(from) - y(to))}" fill="${fill}"/>`;
    return [bar(0, bin.plain, BLUE), bar(bin.plain, bin.plain + bin.mislabelled, ORANGE)];
  });
  const legend =
    numMislabelled === 0
      ? null
      : markup`<rect x="64" y="38" width="10" height="10" fill="${BLUE}"/><text class="tick" x="78" y="47">no mislabelled parent</text><rect x="200" y="38" width="10" height="10" fill="${ORANGE}"/><text class="tick" x="214" y="47">with a mislabelled parent (${numMislabelled})</text>`;
  return standalone(
    `Contributions of ${weights.length} synthetic rows at the end`,
    620,
    370,
    xAxis(x, { top: 70, bottom: 320, title: "weight; 1 counts like a natural row" }),
    yAxis(y, { left: 64, right: 584 }),
    legend,
    bars,
    markup`<line x1="${fixed(x(1))}" x2="${fixed(x(1))}" y1="62" y2="320" stroke="#1f2328" stroke-dasharray="4 4"/>`,
  );
}
