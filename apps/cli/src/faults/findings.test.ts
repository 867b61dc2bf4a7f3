import { expect, test } from "vitest";
import { findingsBelow, smallExperiment } from "../../test/small-comparison.js";
import { workbench } from "../../test/evenkeel.js";

const { run, write, path } = workbench();

const experiment = (methods: string): string =>
  smallExperiment(methods, "  protocol: { name: repeated-cross-validation, classCounts: [60, 12] }\n");
const LEARNED = "{ sampler: smote, weighter: learned-contributions }";
const given = (from: string, arrangement = "as-given"): string =>
  `{ sampler: smote, training: { rows: train }, weighter: { name: fixed-contributions, arrangement: ${arrangement}, weights: { from: ${from} } } }`;

test("a method takes what a later one finds, and what it finds are the same numbers", () => {
  write("later.yaml", experiment(`  given: ${given("learned")}\n  learned: ${LEARNED}\ncontrols: false`));
  const { status, stderr } = run(["compare", "experiment=later.yaml", "--workers", "1"]);
  expect(stderr).not.toContain("Error");
  expect(status).toBe(0);
  const found = findingsBelow(path("outputs/small-wdbc")) as Record<string, { contributions: readonly number[] }>;
  for (const trial of [0, 1]) {
    const [learned, own] = ["learned", "given"].map((method) => found[`clean/${method}/trial-0${trial}/result.json`]!.contributions);
    expect(learned!.length).toBeGreaterThan(10);
    expect(new Set(learned).size).toBeGreaterThan(10);
    expect(own).toEqual(learned);
  }
});

test("of two equal methods one is run, and what was taken of either is taken of that one", () => {
  write(
    "equal.yaml",
    experiment(`  one: ${LEARNED}\n  two: ${LEARNED}\n  of-one: ${given("one")}\n  of-two: ${given("two")}\ncontrols: false`),
  );
  const { stdout } = run(["compare", "experiment=equal.yaml", "--cfg"]);
  expect(stdout).toContain("two: = one");
  expect(stdout).toContain("of-two: = of-one");
});

test.each([
  [
    given("lerned"),
    "method given: weighter.weights: expected a method that learns contributions (learned), got `lerned`. Did you mean `learned`?",
  ],
  [given("plain"), "method given: weighter.weights: expected a method that learns contributions (learned), got `plain`."],
  [given("given"), "method given: weighter.weights: expected a method that learns contributions (learned), got `given`."],
  [
    "{ sampler: smote, weighter: { name: fixed-contributions, weights: contributions of learned } }",
    "weighter.weights: expected a list that is not empty, each a number ≥ 0, or {from: method} for what a method of the comparison found (one weight per synthetic row, in their order), got `contributions of learned`.",
  ],
])("%s is refused", (method, message) => {
  write("wrong.yaml", experiment(`  given: ${method}\n  learned: ${LEARNED}`));
  const { status, stdout, stderr } = run(["compare", "experiment=wrong.yaml", "--cfg"]);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([1, ""]);
});

test("what an impossible method would find is not there", () => {
  write(
    "impossible.yaml",
    experiment(`  learned: ${LEARNED.replace("smote", "{ name: smote, kNeighbors: 50 }")}\n  given: ${given("learned")}`),
  );
  const { status, stdout } = run(["compare", "experiment=impossible.yaml", "--cfg"]);
  expect(status).toBe(0);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("weighter.weights: what learned finds is not there: that method is not possible.");
});

test("a single run has nobody to take it of", () => {
  const { status, stderr } = run(["run", "sampler=smote", "weighter=fixed-contributions", "weighter.weights={from: learned}"]);
  expect(stderr).toBe(
    "weighter.weights: expected a value in a single run, got what the method `learned` of a comparison finds. Write it out, or use `evenkeel compare`.\n",
  );
  expect(status).toBe(1);
});
