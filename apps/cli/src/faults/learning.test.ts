import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";

const { run, path } = workbench();

const LEARNED = ["sampler=smote", "weighter=learned-contributions"];

interface Found {
  readonly contributions: number[];
  readonly learning: {
    what: string;
    count: number;
    visits: { min: number; mean: number };
    spread: Record<string, number>;
    effectiveRows: number;
    effectiveExamples: number;
    batchSize: number;
    hadNoChance: string | null;
  };
}
const result = (output: string) =>
  JSON.parse(readFileSync(path(output, "runs", readdirSync(path(output, "runs"))[0]!, "result.json"), "utf8")) as Found;

test("few updates give learned contributions no chance, and the run says what to raise", () => {
  const { status, stderr } = run(["run", ...LEARNED, "training.updates=20", "--output", "short"]);
  expect(stderr).toMatch(
    /Learned contributions had no chance to move: each of 83 synthetic rows took part in 1\.9 meta steps on average, and at metaOptimizer\.learningRate 0\.03 about 24 are needed/,
  );
  expect(stderr).toMatch(/Raise `training\.updates` \(to about 250\) or `metaOptimizer\.learningRate`, or make fewer synthetic rows\./);
  expect(status).toBe(0);
  const { learning, contributions } = result("short");
  // 20 updates with 8 synthetic rows for the 32 natural ones of 325. A row that is twice in a batch takes part in one step.
  expect(learning).toMatchObject({ what: "contributions", count: 83, visits: { min: 1 } });
  expect(learning.visits.mean * 83).toBeGreaterThan(155);
  expect(learning.visits.mean * 83).toBeLessThan(160.5);
  const [sum, squares] = [
    contributions.reduce((total, weight) => total + weight, 0),
    contributions.reduce((total, weight) => total + weight ** 2, 0),
  ];
  expect(learning.effectiveRows).toBeCloseTo(sum ** 2 / squares, 6);
  expect([learning.spread["min"], learning.spread["max"]]).toEqual([Math.min(...contributions), Math.max(...contributions)]);
});

test("rows that share a parameter share its visits", () => {
  run(["run", ...LEARNED, "index=anchor", "training.updates=20", "--output", "shared"]);
  expect(result("shared").learning.visits.mean).toBeGreaterThan(result("short").learning.visits.mean);
});

test("a learning rate that moves them is not warned of", () => {
  const { stderr } = run(["run", ...LEARNED, "training.updates=60", "metaOptimizer.learningRate=0.3", "--output", "moved"]);
  expect(stderr).toBe("");
  expect(result("moved").learning.hadNoChance).toBeNull();
});

test("weights of batches: how many examples they are worth", () => {
  run(["run", "weighter=learning-to-reweight", "training.updates=20", "--output", "batches"]);
  const { learning } = result("batches");
  expect(learning).toMatchObject({ what: "batch-weights", batchSize: 32 });
  expect(learning.effectiveExamples).toBeGreaterThan(2);
  expect(learning.effectiveExamples).toBeLessThan(32);
});

test("a comparison says it in table, page and conclusion", () => {
  const others = ["reweighting", "class-weights", "random-over-sampling", "logit-adjustment", "logistic-regression"].map(
    (name) => `~methods.${name}`,
  );
  const { stdout } = run([
    "compare",
    ...others,
    "contrasts=[[learned,learned.frozen]]",
    "conditions=[clean]",
    "trials=2",
    "training.updates=20",
    "--output",
    "compared",
    "--workers",
    "1",
  ]);
  expect(stdout).toContain("What the learned parts could do");
  expect(stdout).toMatch(/learned contributions +83 .* 2 of 2 trials/);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "Under clean the learned part of learned contributions had no chance to move, or did not, in 2 of 2 trials",
  );
  const folder = readdirSync(path("compared")).find((name) => name.startsWith("comparison-wdbc"))!;
  const page = readFileSync(path("compared", folder, "report.html"), "utf8");
  expect(page).toContain("What the learned parts could do");
  expect(page).toContain("had no chance to move, or did not, in 2 of 2 trials");
  expect(readFileSync(path("compared", folder, "report.md"), "utf8")).toContain("## What the learned parts could do");
});
