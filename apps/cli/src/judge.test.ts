import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComparisonReport } from "@evenkeel/report";
import type { WrittenSplit } from "evenkeel/workbench";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../test/root.js";

let folder: string;
let splits: WrittenSplit[];
/** Of `rows.csv`: the header, and the cells of each row. */
let header: string[];
let rows: string[][];

const data = ["protocol.classCounts=[40,20]", "trials=2", "conditions=[clean]", "training.updates=30", "training.window=30"];

function evenkeel(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, "apps/cli/dist/bin.js"), ...words], { encoding: "utf8", cwd: folder });
}

const write = (name: string, lines: readonly (readonly (string | number)[])[]): void =>
  writeFileSync(join(folder, name), lines.map((cells) => cells.join(",")).join("\n"));

const reportOf = (name: string): ComparisonReport =>
  JSON.parse(readFileSync(join(folder, `outputs/${name}-wdbc/report.json`), "utf8")) as ComparisonReport;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-judge-"));
  evenkeel("splits", ...data, "--to", "splits");
  splits = JSON.parse(readFileSync(join(folder, "splits/splits.json"), "utf8")) as WrittenSplit[];
  [header, ...rows] = readFileSync(join(folder, "splits/rows.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(",")) as [string[], ...string[][]];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("splits are disjoint, named by a hash, and so are the rows of a run of the same trial", () => {
  expect(splits.map(({ condition, trial }) => [condition, trial])).toEqual([
    ["clean", 0],
    ["clean", 1],
  ]);
  for (const { train, meta, test: tested } of splits) {
    const all = [...train, ...meta, ...tested];
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((id) => rows[id]![0] === String(id))).toBe(true);
  }
  expect(splits[0]!.split).not.toBe(splits[1]!.split);
  expect([header[0], header.at(-1), header.length]).toEqual(["row", "label", 32]);
});

describe("what another program made", () => {
  let judged: ReturnType<typeof evenkeel>;
  beforeAll(() => {
    // The scores of our own runs, as those of another program.
    evenkeel("compare", "experiment=judge", "name=own", ...data);
    const predictions = splits.flatMap(({ split, trial }) =>
      readFileSync(join(folder, `outputs/own-wdbc/clean/plain/trial-0${trial}/predictions.csv`), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(","))
        .flatMap(([row, , benign, malignant]) => [
          [split, row!, benign!, malignant!, "Same as ours"],
          [split, row!, malignant!, benign!, "Same as ours.swapped"],
        ]),
    );
    write("predictions.csv", [["split", "row", "logit_benign", "logit_malignant", "method"], ...predictions]);
    write("weights.csv", [["split", "row", "weight"], ...splits.flatMap(({ split, train }) => train.map((row) => [split, row, 5]))]);
    const copies = splits.flatMap(({ split, train }) => train.slice(0, 9).map((row, i) => [split, ...rows[row]!.slice(1), 1 + (i % 4)]));
    write("rows.csv", [["split", ...header.slice(1), "weight"], ...copies]);
    judged = evenkeel("judge", "--predictions", "predictions.csv", "--weights", "weights.csv", "--rows", "rows.csv", ...data);
  });

  test("is judged by the measures of our own runs", () => {
    expect([judged.stderr, judged.status]).toEqual(["", 0]);
    const { cells } = reportOf("judge");
    const valuesOf = (method: string) => cells.find((cell) => cell.method === method)!.values;
    for (const metric of ["average_precision", "roc_auc", "log_loss_at_ratio"])
      expect(valuesOf("same-as-ours")[metric]!.perTrial).toEqual(valuesOf("plain")[metric]!.perTrial);
    // Scores the other way round rank the other way round.
    const [same, swapped] = ["same-as-ours", "same-as-ours-swapped"].map((method) => valuesOf(method)["roc_auc"]!.perTrial);
    expect(swapped).toBeAllClose(same!.map((value) => 1 - value!));
  });

  test("has its controls, and contrasts with them", () => {
    const { cells, contrasts, methods, notes } = reportOf("judge");
    const perTrial = (method: string) => cells.find((cell) => cell.method === method)!.values["average_precision"]!.perTrial;
    // Equal weights weigh nothing, whoever has them.
    for (const control of ["frozen", "permuted", "uniform-mass"]) expect(perTrial(`weights.${control}`)).toEqual(perTrial("weights"));
    expect(perTrial("rows.permuted")).not.toEqual(perTrial("rows"));
    expect(perTrial("rows.frozen")).not.toEqual(perTrial("rows"));
    expect(contrasts.map(({ a, b }) => `${a} ${b}`)).toEqual([
      "weights plain",
      "weights weights.frozen",
      "weights weights.permuted",
      "weights weights.uniform-mass",
      "rows plain",
      "rows rows.frozen",
      "rows rows.permuted",
      "rows rows.uniform-mass",
      "same-as-ours plain",
      "same-as-ours same-as-ours-swapped",
    ]);
    expect(methods.find(({ name }) => name === "same-as-ours")!.label).toBe("Same as ours");
    expect(notes.join(" ")).toContain("Trained elsewhere: Same as ours, Same as ours.swapped. On which rows");
    expect(reportOf("judge").ledger.filter(({ method }) => method.startsWith("same-as-ours"))).toEqual([]);
  });

  test("is run anew when a file changes, and its methods alone", () => {
    write("weights.csv", [["split", "row", "weight"], ...splits.flatMap(({ split, train }) => train.map((row, i) => [split, row, i % 3]))]);
    const { stdout } = evenkeel("judge", "--predictions", "predictions.csv", "--weights", "weights.csv", "--rows", "rows.csv", ...data);
    // Weights, permuted and uniform mass of two trials.
    expect(stdout).toContain("16 runs were finished before and are kept; 6 to do.");
  });
});

test("trials and conditions of which a file has no lines are left out, and said", () => {
  const [first] = splits as [WrittenSplit];
  write("first.csv", [["split", "row", "p_malignant"], ...first.test.map((row, i) => [first.split, row, (i + 1) / 1000])]);
  const { stdout, status } = evenkeel(
    "judge",
    "--predictions",
    "first.csv",
    "protocol.classCounts=[40,20]",
    "training.updates=30",
    "name=some",
  );
  expect(status).toBe(0);
  expect(stdout).toContain(
    "Left out: planted, of which a file has no lines.\nThe first 1 of 10 trials are judged: of the others a file has no lines.",
  );
});

test.each([
  ["nothing to judge", [], "judge: expected a file at `--weights`, `--scores`, `--rows`, `--predictions`, got none."],
  ["scores without a share", ["--scores", "weights.csv"], "--keep: expected the share of each class that `--scores` keeps"],
  ["other splits", ["--weights", "weights.csv", "seed=1"], "got lines of no split of this comparison"],
  [
    "trials that a file has not",
    ["--weights", "weights.csv", "trials=3"],
    "method weights, condition clean, trial 2: weighter.path: expected lines of the split",
  ],
  ["a table without hashes", ["--weights", "splits/rows.csv"], '--weights: expected a column "split" in splits/rows.csv'],
])("%s is refused", (_, words, message) => {
  const { stderr, status } = evenkeel("judge", ...words, "protocol.classCounts=[40,20]", "conditions=[clean]");
  expect(stderr).toContain(message);
  expect([status, stderr.trimEnd().split("\n").length]).toEqual([1, 1]);
});

test.each([
  [
    "rows of a file for folds",
    "sampler=rows-from-file sampler.path=rows.csv adjustment=tuned-threshold",
    "it knows the folds that are scored",
  ],
  [
    "rows of a file at every draw",
    "sampler=rows-from-file sampler.path=rows.csv training.redrawEvery=1",
    "the rows of a file are the same at every draw",
  ],
  [
    "scores for folds",
    "model=predictions-from-file model.path=first.csv adjustment=tuned-threshold",
    "which knows scores of the test rows alone",
  ],
  ["scores of rows to train on", "model=predictions-from-file model.path=first.csv sampler=smote", "the scores were made elsewhere"],
  ["scores of another trial", "model=predictions-from-file model.path=first.csv trial=1", "model.path: expected lines of the split"],
])("%s are refused before anything is trained", (_, line, message) => {
  const { stderr, stdout, status } = evenkeel("run", "protocol.classCounts=[40,20]", ...line.split(" "));
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([1, ""]);
});
