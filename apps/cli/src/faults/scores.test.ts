import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";

const { run, path } = workbench();

const DIVERGING = ["optimizer=sgd", "optimizer.learningRate=1e38", "training.updates=1"];

test("a last update that diverges is a failed run: no NaN is scored", () => {
  const { status, stderr, stdout } = run(["run", ...DIVERGING, "--output", "diverged"]);
  expect(stderr).toContain(
    "The run failed: 114 of 114 scores are NaN after step 1. Lower the learning rate, or look for extreme values in the data.",
  );
  expect(stdout).not.toContain("ROC-AUC");
  expect(status).toBe(1);
  expect(readdirSync(path("diverged", "runs")).some((folder) => existsSync(path("diverged", "runs", folder, "result.json")))).toBe(false);
});

test("in a comparison it is a failed cell, and the others are ranked", () => {
  const settings = [
    "trials=2",
    "conditions=[clean]",
    "contrasts=[]",
    "~methods.learned",
    "~methods.reweighting",
    "~methods.smote",
    "~methods.class-weights",
    "~methods.random-over-sampling",
    "~methods.logit-adjustment",
    "~methods.logistic-regression",
  ];
  run([
    "compare",
    ...settings,
    "methods.broken.optimizer={name: sgd, learningRate: 1e38}",
    "methods.broken.training.updates=1",
    "training.updates=5",
    "--output",
    "compared",
    "--workers",
    "1",
  ]);
  const folder = readdirSync(path("compared")).find((name) => name.startsWith("comparison-wdbc"))!;
  const result = (method: string) =>
    JSON.parse(readFileSync(path("compared", folder, "clean", method, "trial-00", "result.json"), "utf8")) as Record<string, unknown>;
  expect(result("broken")).toMatchObject({
    status: "failed",
    step: 1,
    reason: expect.stringMatching(/^114 of 114 scores are NaN/) as string,
  });
  expect(result("plain")).toMatchObject({ status: "finished" });
  const report = JSON.parse(readFileSync(path("compared", folder, "report.json"), "utf8")) as {
    cells: { method: string; status: string }[];
  };
  expect(report.cells.find(({ method }) => method === "broken")!.status).toBe("failed");
});

test("an adjustment that overflows is refused before training", () => {
  const { status, stderr } = run(["run", "adjustment=logit-adjustment", "adjustment.tau=1e308", "training.updates=5"]);
  expect(stderr).toBe(
    "adjustment=logit-adjustment: expected class shares that shift scores by a finite amount, got training rows 285 of benign, 170 of malignant. Choose `adjustment=none`, or other settings of it.\n",
  );
  expect(status).toBe(1);
});

test("a model that gives every row the same scores is said to rank nothing", () => {
  const { stdout, stderr } = run(["run", "model=logistic-regression", "model.penalty=1e30", "--output", "constant"]);
  expect(stderr).toContain("The model gives all 114 test rows the same scores: it ranks nothing, whatever the metrics say.");
  expect(stdout).toMatch(/ROC-AUC +0\.5000/);
});
