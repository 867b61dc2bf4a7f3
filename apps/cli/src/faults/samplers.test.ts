import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

const noise = (i: number) => ((i * 7919) % 211) / 211;

/** Two far-apart classes, 100:12, with a category that both have. */
const apart = () =>
  write(
    "apart.csv",
    csv(
      ["zip", "b", "y"],
      Array.from({ length: 112 }, (_, i) => [["10001", "2", "NY"][i % 3]!, (i < 100 ? 0 : 50) + noise(i), i < 100 ? "often" : "rare"]),
    ),
  );
const ON = () => ["run", "dataset=csv", `dataset.path=${apart()}`, "dataset.label=y", "training.updates=5"];
const numeric = () => [...ON(), "dataset.ignore=[zip]"];
const nominal = () => [...ON(), "dataset.nominal=[zip]"];

test.each([
  ["sampler=borderline-smote", 'borderline-smote: no row of class "rare" is in danger'],
  ["sampler=pairing anchor=borderline", 'pairing: no row of class "rare" is in danger'],
  ["sampler=smote sampler.samplingStrategy='not minority'", '`samplingStrategy` "not minority" raises no class'],
  ["sampler=smote sampler.samplingStrategy={rare: 9}", '`samplingStrategy` {"rare":9} raises no class'],
  ["sampler=random-over-sampler sampler.samplingStrategy={}", "raises no class"],
  ["sampler=adasyn sampler.samplingStrategy='not minority'", "raises no class"],
  ["sampler=random-under-sampler sampler.samplingStrategy={often: 80}", ""],
  ["sampler=tomek-links", ""],
  ["sampler=edited-nearest-neighbours", ""],
])("%s changes nothing here, and says so", (setting, because) => {
  const [sampler, ...rest] = setting.split(/ (?=[\w.]+=)/);
  const { status, stderr } = run([...numeric(), sampler!, ...rest, "--output", "nothing"]);
  expect(stderr).toContain(`warning: ${sampler} added no row and removed none: the run is the same as with \`sampler=none\`.`);
  expect(stderr).toContain(because);
  expect(status).toBe(0);
});

test("a sampler that changes nothing gives the numbers of none, to the bit", () => {
  const logits = (output: string) => readFileSync(path(output, "runs", readdirSync(path(output, "runs"))[0]!, "predictions.csv"), "utf8");
  run([...numeric(), "--output", "none"]);
  run([...numeric(), "sampler=random-under-sampler", "sampler.samplingStrategy={often: 80}", "--output", "same"]);
  run([...numeric(), "sampler=random-under-sampler", "sampler.samplingStrategy={often: 79}", "--output", "other"]);
  expect(logits("same")).toBe(logits("none"));
  expect(logits("other")).not.toBe(logits("none"));
});

test("a sampler that adds rows says nothing", () => {
  const { stderr } = run([...numeric(), "sampler=smote", "--output", "adds"]);
  expect(stderr).not.toContain("warning");
});

test.each([
  "sampler=smote",
  "sampler=soft-smote",
  "sampler=pairing partner=uniform",
  "mixer=mixup",
  "mixer=mamix",
  "mixer=pairing partner=uniform",
])("%s does not go between codes of categories", (setting) => {
  const { status, stderr } = run([...nominal(), "encoder=none", ...setting.split(" "), "--cfg"]);
  expect(stderr).toBe(
    `${setting.split(" ")[0]}: expected numeric columns, got the nominal column \`zip\`. Encode it first, e.g. \`encoder=standardize\`: half-way between two codes lies a third category.\n`,
  );
  expect(status).toBe(1);
});

test("with one-hot columns it is said how many synthetic rows are no category", () => {
  const { status, stderr } = run([...nominal(), "sampler=smote", "--output", "one-hot"]);
  const [, between, count] = /warning: sampler=smote: (\d+) of (\d+) synthetic rows lie between categories of `zip`/.exec(stderr)!;
  expect(Number(count)).toBe(71);
  expect(Number(between)).toBeGreaterThan(5);
  expect(Number(between)).toBeLessThan(71);
  expect(stderr).toContain("Choose `sampler=random-over-sampler`, which repeats whole rows, or leave the column out (`dataset.ignore`).");
  expect(status).toBe(0);
});

test("mixers say it too", () => {
  expect(run([...nominal(), "mixer=mixup", "--output", "mixed"]).stderr).toContain(
    "warning: mixer=mixup: mixed rows lie between categories of `zip`",
  );
});

test.each(["encoder=none", "encoder=standardize"])("repeated rows are rows: nothing is said of them (%s)", (encoder) => {
  const { status, stderr } = run([...nominal(), encoder, "sampler=random-over-sampler", "--output", "repeated"]);
  expect(stderr).not.toContain("categor");
  expect(status).toBe(0);
});

test("in a comparison a method whose sampler changes no row of any trial is the same as plain", () => {
  const { stdout } = run([
    "compare",
    "dataset=csv",
    `dataset.path=${apart()}`,
    "dataset.label=y",
    "dataset.ignore=[zip]",
    "methods.border.sampler=borderline-smote",
    "methods.tomek.sampler=tomek-links",
    "protocol.repeats=1",
    "conditions=[clean]",
    "--cfg",
  ]);
  expect(stdout).toContain("border: = plain");
  expect(stdout).toContain("tomek: = plain");
  expect(stdout).not.toContain("smote: = plain");
});
