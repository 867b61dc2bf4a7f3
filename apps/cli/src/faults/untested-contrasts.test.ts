import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComparisonReport } from "@evenkeel/report";
import { describe, expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

// 40 rows of class 0 around 0, ten of class 1 among them (40 … 49) and ten far away (50 … 59): ADASYN has nothing to build on where
// only the far ones train.
const noise = (i: number) => ((i * 7919) % 211) / 211;
const rows = Array.from({ length: 60 }, (_, i) => [
  i < 50 ? noise(i) + (i < 40 ? 0 : 0.2) : 50 + noise(i),
  noise(3 * i + 1),
  i < 40 ? 0 : 1,
]);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const near = { train: [...range(0, 24), ...range(40, 46)], meta: [24, 25, 46], test: [...range(26, 40), ...range(47, 50)] };
const near2 = {
  train: [...range(5, 29), ...range(44, 50)],
  meta: [30, 31, 43],
  test: [...range(32, 40), ...range(0, 5), ...range(40, 43)],
};
const far = { train: [...range(0, 24), ...range(50, 57)], meta: [24, 25, 57], test: [...range(26, 40), 58, 59] };

const METHODS = {
  same: "{}",
  shifted: "{ adjustment: logit-adjustment }",
  adasyn: "{ sampler: { name: adasyn, kNeighbors: 3 } }",
  weighted: "{ classWeights: inverse-frequency }",
};

/** Runs a small comparison with `plain`, one process at a time; the report, and everything that was said of it on one line each. */
function compare(
  name: string,
  splits: readonly object[],
  methods: readonly (keyof typeof METHODS)[],
  contrasts: string,
): { report: ComparisonReport; outputs: Record<string, string> } {
  write("rows.csv", csv(["a", "b", "y"], rows as number[][]));
  write(`${name}.json`, JSON.stringify(splits));
  write(
    `${name}.yaml`,
    `name: ${name}
title: t
question: q
tuning: none
reference: plain
primary: roc_auc
controls: false
conditions: [clean]
run:
  dataset: { name: csv, path: ${path("rows.csv")}, label: y }
  protocol: { name: repeated-cross-validation, splits: ${path(`${name}.json`)} }
  model: { name: mlp, hidden: [4] }
  training: { updates: 5 }
  metrics: [roc-auc]
methods:
  plain: {}
${methods.map((method) => `  ${method}: ${METHODS[method]}`).join("\n")}
contrasts: ${contrasts}
`,
  );
  const { stdout, stderr } = run(["compare", `experiment=${path(`${name}.yaml`)}`, "--output", name, "--workers", "1"]);
  const files = readdirSync(path(name), { recursive: true, encoding: "utf8" });
  const content = (end: string) =>
    readFileSync(join(path(name), files.find((file) => file.endsWith(end)) ?? `no ${end}: ${stdout}${stderr}`), "utf8");
  const note =
    files
      .filter((file) => file.endsWith("mlflow.note.content"))
      .map((file) => readFileSync(join(path(name), file), "utf8"))
      .find((text) => text.includes("**t**")) ?? "";
  const outputs = { terminal: stdout, page: content("report.html"), markdown: content("report.md"), json: content("report.json"), note };
  return {
    report: JSON.parse(outputs.json) as ComparisonReport,
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, text]) => [key, text.replaceAll(/\s+/g, " ")])),
  };
}

/** Puts other values into the results of finished trials, as if these had come out. */
function replaceValues(name: string, method: string, values: readonly number[]): void {
  const results = readdirSync(path(name), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("result.json") && file.split(/[/\\]/).includes(method))
    .sort();
  expect(results).toHaveLength(values.length);
  results.forEach((file, trial) => {
    const result = JSON.parse(readFileSync(join(path(name), file), "utf8")) as object;
    writeFileSync(join(path(name), file), JSON.stringify({ ...result, metrics: { roc_auc: values[trial] } }));
  });
}

const untested = { interval: [null, null], p: null, pHolm: null, detectable: null, significant: false };

/** What a reader sees: not the data. */
const shown = ({ terminal, page, markdown }: Record<string, string>): string[] => [terminal!, page!, markdown!];

describe("a contrast that could not be tested says why, in every output", () => {
  test("one trial", () => {
    const { report, outputs } = compare("one", [near], ["weighted"], "[[weighted, plain]]");
    expect(report.contrasts).toEqual([expect.objectContaining({ ...untested, notTested: "one trial" })]);
    expect(report.smallestVisibleDifference.value).toBeNull();
    for (const text of Object.values(outputs)) {
      expect(text).toContain("the one declared contrast was not tested: one trial");
      expect(text).not.toMatch(/NaN|\[–/);
      expect(text).not.toMatch(/differs from 0|No contrast was declared|trials do not differ/);
    }
    for (const text of shown(outputs)) expect(text).toContain("not tested: one trial");
    // A mean over one trial stands alone.
    expect(outputs["markdown"]).toMatch(/\| weighted \| [\d.]+ \|/);
    expect(outputs["terminal"]).toMatch(/weighted +[\d.]+ +\d-\d-\d/);
  });

  test("failed trials that leave one pair, and means that are over fewer trials than others", () => {
    const { report, outputs } = compare("failed", [near, far, far], ["adasyn"], "[[adasyn, plain]]");
    expect(report.contrasts).toEqual([expect.objectContaining({ ...untested, notTested: "only 1 of 3 trials has a value of both" })]);
    for (const text of Object.values(outputs)) expect(text).toContain("only 1 of 3 trials has a value of both");
    for (const text of shown(outputs))
      expect(text).toContain("Mean over fewer than 3 trials: not directly comparable with means over other trials.");
    expect(outputs["markdown"]).toContain("(1 of 3 trials)");
    expect(outputs["terminal"]).toMatch(/adasyn +[\d.]+\* +1 +\d-\d-\d/);
    const { wins, ties, losses } = report.cells.find(({ method }) => method === "adasyn")!.against!;
    expect(wins + ties + losses).toBe(1);
  });
});

describe("contrasts of the same run, the same ranking, two pairs and three", () => {
  const splits = [near, near2, far];
  const four = () =>
    compare(
      "four",
      splits,
      ["same", "shifted", "adasyn", "weighted"],
      "[[same, plain], [shifted, plain], [adasyn, plain], [weighted, plain]]",
    );

  test("each says whether it was tested and over how many trials, and all four count", () => {
    four();
    replaceValues("four", "plain", [0.5, 0.6, 0.7]);
    replaceValues("four", "shifted", [0.5, 0.6, 0.7]);
    replaceValues("four", "weighted", [0.6, 0.75, 0.71]);
    const { report, outputs } = four();
    const [same, shifted, adasyn, weighted] = report.contrasts;
    expect([same, shifted]).toEqual([
      expect.objectContaining({ ...untested, notTested: "both are the same run" }),
      expect.objectContaining({ ...untested, notTested: "equal in all 3 trials" }),
    ]);
    for (const text of shown(outputs))
      for (const reason of ["not tested: both are the same run", "not tested: equal in all 3 trials", "2 of 3 trials"])
        expect(text).toContain(reason);
    for (const text of Object.values(outputs)) expect(text).toContain("(both are the same run)");
    expect(adasyn!.perTrial.filter((value) => value !== null)).toHaveLength(2);
    // Holm counts all four: the smallest p times 4, the next times 3, and never below the one before.
    const [first, second] = [adasyn!, weighted!].sort((a, b) => a.p! - b.p!) as [typeof adasyn, typeof adasyn];
    expect(first!.pHolm).toBeCloseTo(Math.min(1, 4 * first!.p!), 12);
    expect(second!.pHolm).toBeCloseTo(Math.min(1, Math.max(4 * first!.p!, 3 * second!.p!)), 12);
    // d = 0.1, 0.15, 0.01; 17 test and 33 labelled rows. SciPy 1.17: noncentrality of power 0.8 with 2 degrees of freedom at 5 %/4.
    const [mean, d] = [0.26 / 3, [0.1, 0.15, 0.01]];
    const sd = Math.sqrt(d.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect(weighted!.detectable).toBeCloseTo(11.338085444769 * sd * Math.sqrt(1 / 3 + 17 / 33), 6);
    expect(report.smallestVisibleDifference.value).toBe(Math.max(...report.contrasts.map(({ detectable }) => detectable ?? 0)));
    for (const text of Object.values(outputs)) expect(text).not.toMatch(/the median of/);
  });

  test.each([
    ["tenths", [0.5, 0.6, 0.7], [0.6, 0.7, 0.7 + 0.1], "the same difference in all 3 trials"],
    ["small", [0.93, 0.21, 0.057], [0.93 + 1 / 7000, 0.21 + 1 / 7000, 0.057 + 1 / 7000], "the same difference in all 3 trials"],
    ["zeros", [0, -0, 0.5], [-0, 0, 0.5], "equal in all 3 trials"],
  ])("a difference that is constant but for rounding (%s) has neither p nor visible difference", (_, plain, weighted, reason) => {
    replaceValues("four", "plain", plain);
    replaceValues("four", "weighted", weighted);
    const { report, outputs } = four();
    expect(report.contrasts[3]).toEqual(expect.objectContaining({ ...untested, notTested: reason }));
    for (const text of Object.values(outputs)) expect(text).toContain(reason);
  });
});
