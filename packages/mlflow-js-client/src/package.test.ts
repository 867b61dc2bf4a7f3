import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { type MlflowServer, mlflowEnvironment, python, startMlflowServer } from "@evenkeel/testing/processes";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";

const pkgDir = fileURLToPath(new URL("..", import.meta.url));
const root = join(pkgDir, "../..");
const manifest = JSON.parse(readFileSync(join(pkgDir, "package.json"), "utf8")) as { dependencies?: object; version: string };
let tarball: string;

/** In an empty project with nothing but the packed package. */
let project: string;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-js-pack-"));
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", pkgDir]);
  const name = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
    cwd: pkgDir,
    encoding: "utf8",
  }).trim();
  tarball = join(folder, name);
  project = mkdtempSync(join(tmpdir(), "mlflow-js-user-"));
  writeFileSync(join(project, "package.json"), '{"private":true,"type":"module"}');
  execFileSync("npm", ["install", "--silent", "--offline", "--no-audit", "--no-fund", tarball], { cwd: project, stdio: "ignore" });
});

/** The TypeScript examples of the README, which are JavaScript as well. */
const examples = [...readFileSync(join(pkgDir, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1]!);

function runExample(index: number, environment: Record<string, string>): string {
  const path = join(project, `example-${index}.js`);
  writeFileSync(path, examples[index]!);
  return execFileSync(process.execPath, [path], { cwd: project, encoding: "utf8", env: mlflowEnvironment(environment) });
}

test("has no dependencies", () => {
  expect(manifest.dependencies).toBeUndefined();
});

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir, strict: true, pack: "npm" });
  expect(messages.map((message) => formatMessage(message, pkg!))).toEqual([]);
});

test("attw finds its types right for every kind of import that ES modules have", async () => {
  const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
  const problems = "problems" in checked ? checked.problems : [{ kind: "NoTypes", resolutionKind: "all" }];
  const others = problems.filter((problem) => !("resolutionKind" in problem && ["node10", "node16-cjs"].includes(problem.resolutionKind)));
  expect(others).toEqual([]);
});

test("the README's first examples run in local files", () => {
  expect(runExample(0, {})).toBe("FINISHED [64,32] 0.1\n");
  expect(runExample(1, {})).toBe("[ 'trial 1' ]\n");
});

let server: MlflowServer | undefined;
afterAll(() => server?.stop());

test.skipIf(!python)("the README's examples run on the real server (needs: pip install mlflow)", async () => {
  server = await startMlflowServer();
  const environment = { MLFLOW_TRACKING_URI: server.url };
  expect(examples.map((_, index) => runExample(index, environment))).toEqual(["FINISHED [64,32] 0.1\n", "[ 'trial 1' ]\n", "1\n", "3 0\n"]);
});
