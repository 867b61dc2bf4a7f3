import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { bin, workbench } from "../../test/evenkeel.js";

const { run, write, path } = workbench();
const noData = ["dataset=csv", "dataset.path=not-there.csv", "dataset.label=y"];

test.each(["run", "compare"])("%s refuses an output that is no folder before it reads the data", (command) => {
  const file = write("a-file", "");
  for (const output of [file, `${file}/below`, "/dev/null"]) {
    const { status, stdout, stderr } = run([command, ...noData, "--output", output]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^--output: expected a folder that can be written, got a file: \S+\. Give another\.\n$/);
  }
});

// Where nobody may write, whoever asks.
test.skipIf(process.platform !== "linux").each(["/proc/evenkeel", "/sys/evenkeel"])(
  "an output under %s is refused in one line",
  (output) => {
    for (const command of ["run", "compare"]) {
      const { status, stderr } = run([command, ...noData, "--output", output]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^--output: expected a folder that can be written, got \S+: [a-z ]+ \(E[A-Z]+\)\. Give another\.\n$/);
    }
  },
);

test("a file where a folder of results belongs is refused too", () => {
  mkdirSync(path("taken"));
  write("taken/mlruns", "");
  write("taken/comparison-wdbc", "");
  expect(run(["run", "--output", "taken"]).stderr).toContain("got a file: ");
  mkdirSync(path("half-taken"));
  write("half-taken/comparison-wdbc", "");
  expect(run(["compare", "--output", "half-taken"]).stderr).toMatch(
    /^--output: expected a folder that can be written, got a file: \S+comparison-wdbc\./,
  );
});

test("a refused run leaves no folder behind", () => {
  expect(run(["run", ...noData, "--output", "deep/deeper"]).status).toBe(1);
  expect(existsSync(path("deep"))).toBe(false);
});

test("engine build looks at its cache folder first", () => {
  const { status, stdout, stderr } = run(["engine", "build"], { XDG_CACHE_HOME: write("cache", "") });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("the cache folder: expected a folder that can be written, got a file");
});

// A limit of the size of files ends writing as a full disk does.
test.skipIf(process.platform === "win32").each([
  ["run", ["run", "training.updates=3"], "The run is not complete; what was written until then is in the output folder."],
  [
    "compare",
    [
      "compare",
      "trials=1",
      "conditions=[clean]",
      "methods={plain: {}, smote: {sampler: smote}}",
      "contrasts=[[smote,plain]]",
      "training.updates=3",
    ],
    "Finished runs are kept; the same command goes on from there.",
  ],
])(
  "%s says in one line that the disk is full, and what is kept",
  (name, args, kept) => {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", 'ulimit -f 8; exec "$@"', "sh", process.execPath, bin, ...args, "--output", path(`full-${name}`)],
      { cwd: path(), encoding: "utf8" },
    );
    expect(status).toBe(1);
    expect(stderr).toContain(`writing a file: file too large (EFBIG). Raise the limit of the size of files. ${kept}\n`);
    expect(stderr).not.toMatch(/\n +at /);
    expect(readdirSync(path(`full-${name}`)).length).toBeGreaterThan(0);
  },
  60_000,
);
