import { fitText, fixed } from "../chart/svg.js";
import { markup } from "../page/markup.js";
import { standalone } from "./standalone.js";

/** Rows by their label and by the class that they are called. */
export interface ConfusionMatrixData {
  readonly classNames: readonly string[];
  /** Rows are the truth. */
  readonly counts: readonly (readonly number[])[];
}

const LABELS = 130;

/** How the rows of each class were called: counts, and shares of the class as shades of blue. */
export function confusionMatrixChart({ classNames, counts }: ConfusionMatrixData): string {
  const cell = Math.max(34, Math.min(96, 480 / classNames.length));
  const top = 78;
  const [width, height] = [LABELS + cell * classNames.length + 24, top + cell * classNames.length + 24];
  const column = (k: number) => LABELS + cell * k;
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, called) => {
      const share = total === 0 ? 0 : count / total;
      const [x, y] = [column(called) + cell / 2, top + cell * truth + cell / 2];
      const fill = share > 0.55 ? "#fff" : "#1f2328";
      const text =
        cell < 48
          ? []
          : [
              markup`<text x="${fixed(x)}" y="${fixed(y + 17)}" text-anchor="middle" style="font-size:11px;fill:${fill}">${Math.round(100 * share)} %</text>`,
            ];
      return markup`<rect x="${fixed(column(called))}" y="${fixed(top + cell * truth)}" width="${fixed(cell - 1)}" height="${fixed(cell - 1)}" fill="#0072b2" fill-opacity="${fixed2(0.04 + 0.96 * share)}"/><text x="${fixed(x)}" y="${fixed(y + (text.length > 0 ? 0 : 4))}" text-anchor="middle" style="fill:${fill}">${count}</text>${text}`;
    });
  });
  const names = classNames.map((name, k) => [
    markup`<text class="tick" x="${fixed(column(k) + cell / 2)}" y="${top - 8}" text-anchor="middle">${fitText(name, cell - 4, 11)}</text>`,
    markup`<text class="tick" x="${LABELS - 8}" y="${fixed(top + cell * k + cell / 2 + 4)}" text-anchor="end">${fitText(name, LABELS - 30, 11)}</text>`,
  ]);
  return standalone(
    "Test rows: true class (rows) and called class (columns)",
    Math.max(width, 420),
    height,
    markup`<text class="axis-title" x="${LABELS}" y="${top - 28}">called</text>`,
    names,
    cells,
  );
}

const fixed2 = (value: number): string => value.toFixed(2);
