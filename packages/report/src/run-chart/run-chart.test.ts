import { describe, expect, test } from "vitest";
import { confusionMatrixChart } from "./confusion-matrix-chart.js";
import { contributionChart } from "./contribution-chart.js";
import { perClassChart } from "./per-class-chart.js";
import { reliabilityChart } from "./reliability-chart.js";

const hostile = `<b> & "co"`;
const charts: Readonly<Record<string, string>> = {
  "confusion matrix": confusionMatrixChart({
    classNames: [hostile, "rare"],
    counts: [
      [90, 10],
      [0, 0],
    ],
  }),
  reliability: reliabilityChart({
    className: hostile,
    bins: [
      { count: 3, accuracy: 0, confidence: 0.1 },
      { count: 1, accuracy: 1, confidence: 0.8 },
    ],
  }),
  "reliability without rows": reliabilityChart({ className: "rare", bins: [] }),
  "per class": perClassChart({
    classes: [
      { name: hostile, rows: 100, recall: 0.9, precision: 1 },
      { name: "rare", rows: 0, recall: 0, precision: 0 },
    ],
  }),
  contributions: contributionChart({ weights: [0.2, 0.9, 1.1, 3.4], mislabelled: [true, false, false, false] }),
  "contributions without rows": contributionChart({ weights: [], mislabelled: [] }),
};

describe.each(Object.entries(charts))("%s", (_, svg) => {
  test("is a file of its own, with nothing undefined in it and text escaped", () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+(\.\d+)? \d+(\.\d+)?" width="/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<b>|href=/);
    const opened = svg.match(/<[a-z]+/g)!.length;
    expect((svg.match(/\/>|<\/[a-z]+>/g) ?? []).length).toBe(opened);
  });
});

test("a cell says its count and its share of the class", () => {
  expect(charts["confusion matrix"]).toContain(">90</text>");
  expect(charts["confusion matrix"]).toContain(">90 %</text>");
});

test("the gap of a reliability chart is that of its bins, by rows: (3·0.1 + 1·0.2) / 4", () => {
  expect(charts["reliability"]).toContain("mean gap 0.125 over 4 test rows");
});

test("F1 is the harmonic mean of recall and precision: 2·0.9/1.9", () => {
  expect(charts["per class"]).toContain(">0.95</text>");
});

test("rows with a mislabelled parent stand apart", () => {
  expect(charts["contributions"]).toContain("with a mislabelled parent (1)");
  expect(charts["contributions"]!.match(/fill="#d55e00"/g)!.length).toBe(2);
});
