import { readFileSync, readdirSync } from "node:fs";
import { averagePrecision } from "@evenkeel/metrics";
import { expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

// 101 rows of class 0 and 102 of class 1: the labelled counts of single trials say 80 + 82 or 81 + 81.
const noise = (i: number) => ((i * 7919) % 211) / 211;
const nearlyBalanced = () =>
  write(
    "near.csv",
    csv(
      ["a", "b", "y"],
      Array.from({ length: 203 }, (_, i) => [noise(i) + (i % 2), noise(i * 3 + 1), i % 2 === 0 && i < 202 ? 0 : 1]),
    ),
  );

/** Average precision of a class, from the predictions that a run wrote. */
function precisionOf(output: string, className: string): number {
  const folder = path(output, "runs", readdirSync(path(output, "runs"))[0]!);
  const [header, ...lines] = readFileSync(`${folder}/predictions.csv`, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const [own, other] = ["0", "1"].sort((name) => (name === className ? -1 : 1)).map((name) => header!.indexOf(`logit_${name}`));
  const scores = lines.map((cells) => Number(cells[own!]) - Number(cells[other!]));
  return averagePrecision(
    scores,
    lines.map((cells) => Number(cells[1] === className)),
  );
}

const trained = (output: string, setting: string) =>
  run(["run", "dataset=csv", `dataset.path=${nearlyBalanced()}`, "dataset.label=y", "training.updates=60", setting, "--output", output]);

test.each(["0", "1"])("every trial scores the class that is rare in the whole data set (trial %s)", (trial) => {
  const { stdout } = trained(`trial-${trial}`, `trial=${trial}`);
  expect(stdout).toContain("class of interest: 0 (the rarest");
  const printed = Number(/AP at natural prevalence +([\d.]+)/.exec(stdout)![1]);
  expect(printed).toBeCloseTo(precisionOf(`trial-${trial}`, "0"), 4);
});

test("`positive` scores the other class, and says so", () => {
  const { stdout } = trained("set", "positive=1");
  expect(stdout).toContain("class of interest: 1 (as set");
  expect(Number(/AP at natural prevalence +([\d.]+)/.exec(stdout)![1])).toBeCloseTo(precisionOf("set", "1"), 4);
});

test("a class that is not there is refused", () => {
  const { status, stderr } = run(["run", "dataset=csv", `dataset.path=${nearlyBalanced()}`, "dataset.label=y", "positive=yes"]);
  expect(stderr).toBe("positive: expected one of the classes 0, 1, got `yes`.\n");
  expect(status).toBe(1);
});

test("of two classes of one size neither is called the rarest", () => {
  const file = write(
    "even.csv",
    csv(
      ["a", "y"],
      Array.from({ length: 60 }, (_, i) => [i % 7, i % 2 === 0 ? "p" : "q"]),
    ),
  );
  const data = ["dataset=csv", `dataset.path=${file}`, "dataset.label=y", "training.updates=1", "model.hidden=[1]"];
  expect(run(["run", ...data]).stdout).toContain(
    "class of interest: q (the last of two that are equally large; `positive=p` scores the other)",
  );
});
