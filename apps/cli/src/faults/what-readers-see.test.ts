import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileStore } from "mlflow-js-client";
import { beforeAll, describe, expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";
import { SMALL_EXPERIMENT, smallTable } from "../../test/small-comparison.js";

const { write, run, path } = workbench();
const ESCAPE = "\u001b[31m";
const compare = (...more: string[]) =>
  run(["compare", "experiment=small.yaml", "dataset=csv", "dataset.label=y", "trials=1", "--workers", "1", ...more]);
const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));

beforeAll(() => {
  write("small.yaml", SMALL_EXPERIMENT);
  write("table.csv", smallTable());
  mkdirSync(path("odd"));
  writeFileSync(path("odd", `t${ESCAPE}x.csv`), smallTable(0, ["no", `y${ESCAPE}es`]));
});

describe("control characters of names are escaped wherever somebody reads them", () => {
  let stdout = "";
  beforeAll(() => {
    ({ stdout } = compare(`dataset.path=odd/t${ESCAPE}x.csv`, "--output", "escaped"));
  });
  const folder = () =>
    path(
      "escaped",
      readdirSync(path("escaped")).find((name) => name !== "mlruns")!,
    );

  test("in the terminal", () => {
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("class of interest: y\\u001b[31mes (the rarest");
    expect(stdout).toContain("Data: t\\u001b[31mx (no 45, y\\u001b[31mes 15)");
  });

  test("in files and their names", () => {
    const files = readdirSync(folder(), { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.(csv|html|md|json|yaml|svg)$/.test(name),
    );
    expect(files.length).toBeGreaterThan(10);
    expect([folder(), ...files].filter((name) => name.includes("\u001b"))).toEqual([]);
    expect(files.filter((name) => readFileSync(`${folder()}/${name}`, "utf8").includes("\u001b"))).toEqual([]);
    expect(readFileSync(`${folder()}/clean/plain/trial-00/predictions.csv`, "utf8")).toMatch(/^row,label,logit_no,logit_y\\u001b\[31mes\n/);
  });

  test("in a message", () => {
    const { stderr } = compare(`dataset.path=odd/t${ESCAPE}x.csv`, "positive=none", "--output", "escaped");
    expect(stderr).toContain("expected one of the classes no, y\\u001b[31mes, got `none`");
    expect(stderr).not.toContain("\u001b");
  });
});

describe.each([
  ["yes", "rarest", [] as string[]],
  ["no", "set", ["positive=no"]],
])("the class of interest %s (%s) is named", (name, is, more) => {
  test("by the terminal, the report, the result and MLflow", async () => {
    const { stdout } = compare("dataset.path=table.csv", "--output", is, ...more);
    const words = is === "set" ? "as set" : "the rarest";
    expect(stdout).toContain(`class of interest: ${name} (${words};`);
    expect(stdout).toContain(`Data: table (no 45, yes 15); class of interest: ${name} (${words})`);
    const folder = path(is, "small-table");
    expect(json(`${folder}/report.json`).dataset.positive).toEqual({ name, isSet: is === "set" });
    expect(json(`${folder}/clean/plain/trial-00/result.json`).positive).toEqual({ name, isSet: is === "set" });
    expect(readFileSync(`${folder}/report.html`, "utf8")).toContain(`<dt>Class of interest</dt><dd>${name} (${words})</dd>`);
    expect(readFileSync(`${folder}/report.md`, "utf8")).toContain(`class of interest: ${name} (${words})`);
    const store = fileStore(path(is, "mlruns"));
    const { items } = await store.searchRuns([(await store.getExperimentByName("small"))!.experimentId]);
    // All trials have it, so it stands on the run of the comparison, once.
    const tagged = items.map(({ data }) => data.tags).filter((each) => each["positive"] !== undefined);
    expect(tagged.map((each) => [each["method"], each["positive"], each["positive.is"]])).toEqual([[undefined, name, is]]);
    await store.close();
  });
});

test("methods of one table answer one question", () => {
  for (const [setting, key] of [
    ["dataset=digits", "dataset"],
    ["protocol.folds=3", "protocol"],
    ["seed=4", "seed"],
    ["positive=no", "positive"],
    ["metrics=[roc-auc]", "metrics"],
  ] as const) {
    const { status, stderr } = compare("dataset.path=table.csv", `methods.balanced.${setting}`, "--output", "refused");
    expect([status, stderr.split(":")[1]?.trim()]).toEqual([1, key]);
    expect(stderr).toMatch(/^method balanced: \w+: expected what all methods have/);
  }
});
