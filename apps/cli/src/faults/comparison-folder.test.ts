import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findingsBelow, SMALL_EXPERIMENT, smallComparison, smallTable } from "../../test/small-comparison.js";
import { workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

const compare = (...more: string[]) => run(smallComparison(...more));
const folder = (...parts: string[]) => path("out/small-table", ...parts);
const results = (...parts: string[]) => findingsBelow(folder(...parts));

beforeAll(() => {
  write("small.yaml", SMALL_EXPERIMENT);
});

beforeEach(() => {
  rmSync(path("out"), { recursive: true, force: true });
  write("table.csv", smallTable());
});

describe("what was computed is never lost to other settings", () => {
  test("a changed setting keeps results and report of the former one, names the difference, and finds them again", () => {
    expect(compare("optimizer.learningRate=0.001").status).toBe(0);
    const [first, report] = [results("clean"), readFileSync(folder("report.json"), "utf8")];

    const changed = compare("optimizer.learningRate=0.01");
    expect(changed.stdout).toContain(
      `4 results of other settings were here and are kept in ${folder("earlier")}; the same settings find them again. Changed: optimizer.learningRate: 0.001, now 0.01.`,
    );
    expect(results("clean")).not.toEqual(first);
    expect(Object.values(results("earlier/clean"))).toEqual(expect.arrayContaining(Object.values(first)));
    const kept = readdirSync(folder("earlier")).filter((name) => name.endsWith("-report.json"));
    expect(kept.map((name) => readFileSync(folder("earlier", name), "utf8"))).toEqual([report]);

    const back = compare("optimizer.learningRate=0.001");
    expect(back.stdout).toContain("Every run was finished before");
    expect(results("clean")).toEqual(first);
    expect(Object.keys(results("earlier/clean")).length).toBe(4);
  });

  test("other metrics keep the results of the former ones", () => {
    compare("metrics=[average-precision,roc-auc]");
    const first = results("clean");
    const changed = compare("metrics=[average-precision]");
    expect(changed.stdout).toContain("4 results of other settings were here and are kept");
    expect(changed.stdout).not.toContain("cannot be relied on");
    expect(compare("metrics=[average-precision,roc-auc]").stdout).toContain("Every run was finished before");
    expect(results("clean")).toEqual(first);
  });

  test("a setting of one method repeats that method alone", () => {
    compare("methods.balanced.loss={name:focal,gamma:2}");
    const { stdout } = compare("methods.balanced.loss={name:focal,gamma:3}");
    expect(stdout).toContain("2 results of other settings were here and are kept");
    expect(stdout).toContain("Changed: loss.gamma: 2, now 3.");
    expect(stdout).toContain("2 runs were finished before and are kept; 2 to do.");
    expect(Object.keys(results("earlier/clean/balanced")).length).toBe(2);
  });

  test("a method or a trial that is added repeats nothing", () => {
    compare();
    const first = results("clean");
    const { stdout } = compare("trials=3", "methods.weighted.classWeights=inverse-frequency");
    expect(stdout).toContain("4 runs were finished before and are kept; 5 to do.");
    expect(stdout).not.toContain("other settings");
    expect(results("clean")).toMatchObject(first);
  });

  test("another table of the same name is another comparison", () => {
    compare();
    const first = results("clean");
    mkdirSync(path("b"), { recursive: true });
    writeFileSync(path("b/table.csv"), smallTable(1));
    const other = compare("dataset.path=b/table.csv");
    expect(other.stdout).toMatch(
      /4 results of other settings.*Changed: dataset\.path: "table\.csv", now "b\/table\.csv"; data\.sha256: "[0-9a-f]{12}", now "[0-9a-f]{12}"\./,
    );
    compare();
    expect(results("clean")).toEqual(first);
  });

  test("a table whose content changed is another, too", () => {
    compare();
    write("table.csv", smallTable(2));
    expect(compare().stdout).toMatch(/4 results of other settings.*Changed: data\.sha256/);
  });
});

describe("files that cannot be relied on", () => {
  test("a broken result of whatever kind is found anew, and said in one line", () => {
    compare("trials=5");
    const first = results("clean");
    const file = (method: string, trial: number) => folder("clean", method, `trial-0${trial}`, "result.json");
    const break_ = (method: string, trial: number, broken: (text: string) => string) =>
      writeFileSync(file(method, trial), broken(readFileSync(file(method, trial), "utf8")));
    const changed = (change: object) => (text: string) => JSON.stringify({ ...(JSON.parse(text) as object), ...change });
    break_("plain", 0, () => "null");
    break_("plain", 1, () => "[]");
    break_("plain", 2, (text) => text.slice(0, 300));
    break_("plain", 3, () => "");
    break_("plain", 4, changed({ settings: undefined }));
    break_("balanced", 0, (text) => text.replace(/"roc_auc":[\d.]+/, '"roc_auc":null'));
    break_("balanced", 1, changed({ metrics: { roc_auc: 0.5 } }));
    break_("balanced", 2, changed({ contributions: [1, 2] }));
    rmSync(file("balanced", 3));
    mkdirSync(file("balanced", 3));
    const { stdout, stderr, status } = compare("trials=5");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^9 results cannot be relied on and will be found anew \(clean\/plain\/trial-00: .*, and 8 more\)\.$/m);
    expect(stdout).toContain("1 runs were finished before and are kept; 9 to do.");
    expect(results("clean")).toEqual(first);
  });

  test("a trial that is repeated begins with an empty folder", () => {
    compare("trials=1");
    const trial = folder("clean/plain/trial-00");
    const files = () => readdirSync(trial).sort();
    const whole = files();
    for (const name of ["result.json", "predictions.csv"]) rmSync(`${trial}/${name}`);
    mkdirSync(`${trial}/predictions.csv`);
    writeFileSync(`${trial}/contributions.csv`, "of a former run");
    expect(compare("trials=1").status).toBe(0);
    expect(files()).toEqual(whole);
  });

  test("what else is kept of a comparison may be broken", () => {
    compare("trials=1");
    for (const text of ["null", "[]", '{"methods":1']) {
      for (const name of ["parent-run.json", "comparison.json", "report.json"]) writeFileSync(folder(name), text);
      const { stdout, stderr, status } = compare("trials=1");
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("Every run was finished before");
    }
  });
});

describe("one process works in a folder", () => {
  const lock = (holder: object) => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(folder("in-use.json"), JSON.stringify(holder));
  };

  test("a second one is refused with process, host and what to do", () => {
    lock({ pid: process.pid, host: hostname(), began: null, since: "2026-01-01T00:00:00.000Z" });
    const { status, stderr } = compare();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `${folder()}: expected nobody else at work in this folder, got process ${process.pid} on ${hostname()}, since 2026-01-01T00:00:00.000Z. Wait until it is done, or work in another: \`name=…\` or \`--output DIR\`.\n`,
    );
    expect(existsSync(folder("clean"))).toBe(false);
    expect(compare("--cfg").status).toBe(0);
  });

  test("what a dead one left is taken over, its unfinished files removed, and the lock is gone afterwards", () => {
    lock({ pid: 2 ** 22 - 1, host: hostname(), began: "1", since: "2026-01-01T00:00:00.000Z" });
    mkdirSync(folder("clean/plain/trial-00"), { recursive: true });
    writeFileSync(folder("clean/plain/trial-00/predictions.csv.4242.tmp"), "half");
    const { stdout, status } = compare();
    expect(status).toBe(0);
    expect(stdout).toContain(`Process ${2 ** 22 - 1} on ${hostname()}, which worked in ${folder()}, is gone: going on from what it left.`);
    expect(
      readdirSync(path("out"), { recursive: true, encoding: "utf8" }).filter(
        (name) => name.endsWith(".tmp") || name.endsWith("in-use.json"),
      ),
    ).toEqual([]);
  });

  test("another machine's is alive while its heart beats", () => {
    lock({ pid: 1, host: "elsewhere", began: null, since: "2026-01-01T00:00:00.000Z" });
    expect(compare().stderr).toContain("got process 1 on elsewhere");
  });
});
