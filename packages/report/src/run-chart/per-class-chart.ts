import { fitText, fixed, xAxis } from "../chart/svg.js";
import { linearScale } from "../chart/scale.js";
import { markup } from "../page/markup.js";
import { BLUE, GREY, ORANGE, standalone } from "./standalone.js";

/** What a model makes of the rows of each class. */
export interface PerClassData {
  readonly classes: readonly { readonly name: string; readonly rows: number; readonly recall: number; readonly precision: number }[];
}

const BAR = 11;
const LABELS = 150;

/** Recall, precision and F1 of each class, with its number of test rows. */
export function perClassChart({ classes }: PerClassData): string {
  const group = 3 * BAR + 14;
  const bottom = 66 + group * classes.length;
  const x = linearScale([0, 1], [LABELS, 540], 5);
  const measures = [
    ["recall", BLUE, (of: PerClassData["classes"][number]) => of.recall],
    ["precision", ORANGE, (of: PerClassData["classes"][number]) => of.precision],
    [
      "F1",
      GREY,
      ({ recall, precision }: PerClassData["classes"][number]) =>
        recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision),
    ],
  ] as const;
  const legend = measures.map(
    ([name, fill], i) =>
      markup`<rect x="${LABELS + 90 * i}" y="38" width="10" height="10" fill="${fill}"/><text class="tick" x="${LABELS + 14 + 90 * i}" y="47">${name}</text>`,
  );
  const bars = classes.map((of, k) => {
    const top = 62 + group * k;
    const name = markup`<text x="${LABELS - 10}" y="${fixed(top + 16)}" text-anchor="end">${fitText(of.name, LABELS - 24, 12)}</text><text class="tick" x="${LABELS - 10}" y="${fixed(top + 31)}" text-anchor="end">${of.rows} rows</text>`;
    return [
      name,
      measures.map(([, fill, read], i) => {
        const value = read(of);
        return markup`<rect x="${LABELS}" y="${fixed(top + BAR * i)}" width="${fixed(x(value) - LABELS)}" height="${BAR - 1}" fill="${fill}"/><text class="tick" x="${fixed(x(value) + 4)}" y="${fixed(top + BAR * i + 9)}">${value.toFixed(2)}</text>`;
      }),
    ];
  });
  return standalone(
    "Test rows by class, most probable class called",
    600,
    bottom + 44,
    xAxis(x, { top: 56, bottom, title: "" }),
    legend,
    bars,
  );
}
