import { fixed, linePath, xAxis, yAxis } from "../chart/svg.js";
import { linearScale } from "../chart/scale.js";
import { markup } from "../page/markup.js";
import { BLUE, GREY, standalone } from "./standalone.js";

/** Probabilities of the class of interest, and how often it was. */
export interface ReliabilityData {
  /** The class whose probability is judged. */
  readonly className: string;
  /** Bins that hold rows. */
  readonly bins: readonly {
    readonly count: number;
    /** Share of rows of the class. */ readonly accuracy: number;
    /** Mean probability. */ readonly confidence: number;
  }[];
}

/** How often rows are of a class against how probable the model called it: on the diagonal it is calibrated. Beneath, rows per bin. */
export function reliabilityChart({ className, bins }: ReliabilityData): string {
  const unit = [0, 1];
  const x = linearScale(unit, [64, 424], 5);
  const y = linearScale(unit, [380, 60], 5);
  const rows = linearScale([0, ...bins.map(({ count }) => count)], [500, 440], 2);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const error =
    total === 0 ? 0 : bins.reduce((sum, { count, accuracy, confidence }) => sum + (count / total) * Math.abs(accuracy - confidence), 0);
  return standalone(
    `Calibration of P(${className}): mean gap ${error.toFixed(3)} over ${total} test rows`,
    460,
    560,
    xAxis(x, { top: 60, bottom: 500, title: "probability by the model" }),
    yAxis(y, { left: 64, right: 424 }),
    yAxis(rows, { left: 64, right: 424 }),
    markup`<text class="axis-title" x="64" y="50">share of rows of the class</text><text class="axis-title" x="64" y="434">rows</text>`,
    markup`<path d="${linePath([
      [x(0), y(0)],
      [x(1), y(1)],
    ])}" stroke="${GREY}" stroke-dasharray="4 4" fill="none"/>`,
    markup`<path d="${linePath(bins.map(({ confidence, accuracy }) => [x(confidence), y(accuracy)]))}" stroke="${BLUE}" stroke-width="1.5" fill="none"/>`,
    bins.map(({ confidence, accuracy, count }) => [
      markup`<circle cx="${fixed(x(confidence))}" cy="${fixed(y(accuracy))}" r="4" fill="${BLUE}"/>`,
      markup`<rect x="${fixed(x(confidence) - 6)}" y="${fixed(rows(count))}" width="12" height="${fixed(500 - rows(count))}" fill="${BLUE}" fill-opacity="0.6"/>`,
    ]),
  );
}
