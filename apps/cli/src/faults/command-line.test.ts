import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";
import { root } from "../../test/root.js";

const { run } = workbench();

/** Exit status 1, nothing on stdout, one line on stderr. */
function refusal(args: readonly string[]): string {
  const { status, stdout, stderr } = run(args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  return stderr.trimEnd();
}

test.each([
  ["run sampler smote", "got the word `sampler`. Did you mean `sampler=smote`?"],
  ["run sampler = smote", "Did you mean `sampler=smote`?"],
  ["run sampler= smote", "Did you mean `sampler=smote`?"],
  ["run sampler =smote", "Did you mean `sampler=smote`?"],
  ["run sampler:smote", "Did you mean `sampler=smote`?"],
  ["run smote", "Did you mean `sampler=smote`?"],
  ["run seed 7", "Did you mean `seed=7`?"],
  ["run model.hidden [64]", "Did you mean `model.hidden=[64]`?"],
  ["run --sampler smote", "Did you mean `sampler=smote`?"],
  ["run --sampler=smote", "Did you mean `sampler=smote`?"],
  ["run foo", "got the word `foo`"],
  ["run =3", "got the word `=3`"],
  ["compare smote", "Did you mean `sampler=smote`?"],
  ["engine doctor smote", "Did you mean `sampler=smote`?"],
  ["run --to x", "an option of `evenkeel splits`, `evenkeel track sync`"],
  ["run --workers 2", "got `--workers`, an option of `evenkeel compare`"],
  ["run --fresh", "got `--fresh`, an option of `evenkeel compare`"],
  ["run -x", "got `-x`"],
  ["run --outptu x", "Did you mean `--output`?"],
  ["components weighter uniform --python x", "got `--python`, an option of `evenkeel engine build`"],
  ["components weighter uniform x", "expected `evenkeel components [role] [name]`, got `x`"],
  ["components sampler=smote", "Did you mean `evenkeel components sampler smote`?"],
  ["components trainig", "Did you mean `training`?"],
  ["components smote", "Did you mean `evenkeel components sampler smote`?"],
  ["components sampler smot", "Did you mean `smote`?"],
  ["track sync sampler=smote --to http://127.0.0.1:9", "got `sampler=smote`"],
  ["engine build x", "got `x`"],
  [
    "compare --workers 2 launcher.workers=3",
    "--workers 2: expected the number of processes once, got `launcher.workers=3` too. Leave one of them out.",
  ],
  ["compare --workers 0", "--workers: expected a whole number above 0"],
  ["compare --workers", "--workers: expected N, got nothing"],
  ["compare --fresh=yes", "--fresh: expected no value"],
  ["run --output --cfg", "--output: expected DIR, got the option `--cfg`"],
  ["run --output=", "--output: expected DIR, got an empty text"],
  ["run --output a --output b", "--output: expected once, got twice"],
  ["run seed=1 seed=2", "seed: expected one value, got two: `seed=1` and `seed=2`"],
  ["run sampler=smote ~sampler", "sampler: expected one value, got two"],
  ["run sampler=smote sampler.name=none", "expected one value, got two"],
  ["run training.updates=6 training={window:5}", "training.updates: expected one value, got two"],
  ["run methods.mine.loss=focal", "a setting of `evenkeel compare`"],
  ["run los=focal", "Did you mean `loss`?"],
  ["run updates=5", "Did you mean `training.updates`?"],
  ["compare trails=3", "Did you mean `trials`?"],
  ["run a..b=3", "expected names with a dot between them"],
  ["run sampler.samplingStrategy={a:1,a:2} sampler=smote", "expected each key once"],
  ["rnu", "Did you mean `run`?"],
  ["sampler=smote", "Options and settings come after the command"],
  ["track", "track: expected one of sync, register, got nothing"],
  ["engine biuld", "Did you mean `build`?"],
])("%s is refused", (line, message) => {
  expect(refusal(line.split(" "))).toContain(message);
});

test("names that every JavaScript object has are no commands, roles, components or settings", () => {
  for (const args of [
    ["__proto__"],
    ["toString"],
    ["components", "__proto__"],
    ["components", "sampler", "toString"],
    ["track", "constructor"],
    ["run", "sampler=toString"],
    ["compare", "experiment=valueOf"],
    ["compare", "reference=constructor"],
  ]) {
    expect(refusal(args)).toContain(`got \`${args.at(-1)!.split("=").at(-1)}\``);
  }
  for (const setting of [
    "__proto__=smote",
    "sampler.__proto__=3",
    "methods.__proto__.sampler=smote",
    "methods.constructor.sampler=smote",
    "sampler.samplingStrategy={hasOwnProperty: 3}",
  ]) {
    expect(refusal(["compare", setting])).toContain("which JavaScript keeps for itself");
  }
});

test("the same setting twice with one value is that value, and a whole is merged into what is there", () => {
  const { status, stdout } = run(["run", "seed=3", "seed=3", "training={updates: 7}", "model={name: mlp, hidden: [5]}", "--cfg"]);
  expect(status).toBe(0);
  expect(stdout).toContain("seed: 3\n");
  expect(stdout).toMatch(/training:\n +updates: 7\n +batchSize: 32\n/);
  expect(stdout).toMatch(/hidden:\n +- 5\n/);
});

test("what nothing reads is refused in a whole as it is alone", () => {
  expect(refusal(["run", "training={metaBatchPerClass: 8}", "--cfg"])).toContain(
    "training.metaBatchPerClass: expected a setting that something in the run reads",
  );
});

test("every command explains itself, and nothing of the others", () => {
  const help = (args: readonly string[]) => run(args).stdout;
  expect(help(["run", "--help"])).toMatch(/^evenkeel run \[key=value …\]/);
  expect(help(["run", "--help"])).not.toContain("--workers");
  expect(help(["compare", "-h"])).toContain("--workers N");
  expect(help(["track", "--help"])).toMatch(/evenkeel track sync[^]*evenkeel track register/);
  expect(help(["help", "engine", "build"])).toContain("--wheel FILE");
  expect(help(["--help"])).toContain("evenkeel components");
  expect(help(["--version"])).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("`npx pnpm …` asks nothing in this repository, though pnpm is not installed", () => {
  const { stdout } = spawnSync("npm", ["config", "get", "yes"], { cwd: root, encoding: "utf8", shell: process.platform === "win32" });
  expect(stdout.trim()).toBe("true");
});
