import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
const names = folders.map((folder) => (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest).name);

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A folder outside the repository in which the packed packages are installed, and nothing of the workspace is near. */
let project: string;
const tarballs = new Map<string, string>();

const installed = (name: string): string => join(project, "node_modules", name);
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root });
  project = mkdtempSync(join(tmpdir(), "evenkeel-packed-"));
  const packed = execFileSync(process.execPath, [join(root, "tools/pack/pack.mjs"), join(project, "packed")], { encoding: "utf8" });
  for (const file of packed.trim().split("\n")) {
    const folder = mkdtempSync(join(project, "unpacked-"));
    execFileSync("tar", ["-xzf", file, "-C", folder]);
    const { name } = manifestOf(join(folder, "package"));
    tarballs.set(name, file);
    mkdirSync(dirname(installed(name)), { recursive: true });
    execFileSync("mv", [join(folder, "package"), installed(name)]);
  }
  // What an installer would fetch, from what the repository has: so the test needs no network.
  for (const name of names) {
    const source = folders[names.indexOf(name)]!;
    for (const dependency of Object.keys(manifestOf(installed(name)).dependencies ?? {})) {
      if (names.includes(dependency) || existsSync(installed(dependency))) continue;
      mkdirSync(dirname(installed(dependency)), { recursive: true });
      symlinkSync(realpathSync(join(source, "node_modules", dependency)), installed(dependency));
    }
  }
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe.each(names)("%s", (name) => {
  test("is what a registry takes: its own licence, files and versions, nothing of the workspace", async () => {
    const manifest = manifestOf(installed(name));
    expect([manifest.license, manifest.private]).toEqual(["MIT", undefined]);
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|catalog:/);
    const files = readdirSync(installed(name), { recursive: true, encoding: "utf8" });
    expect(files).toContain("LICENSE");
    expect(files.filter((file) => !file.startsWith("templates/") && /\.test\.|\.tsbuildinfo$|^node_modules/.test(file))).toEqual([]);
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => /^(pre|post)?install$|^prepare$/.test(script))).toEqual([]);
  });

  test("publint and attw find nothing", async () => {
    const bytes = readFileSync(tarballs.get(name)!);
    const { messages, pkg } = await publint({ pkgDir: installed(name), strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg as Parameters<typeof formatMessage>[1]))).toEqual([]);
    const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)));
    const problems = "problems" in checked ? checked.problems : [{ kind: "NoTypes" }];
    // Ours are modules, for `import` alone.
    expect(
      problems.filter((problem) => !("resolutionKind" in problem && ["node10", "node16-cjs"].includes(String(problem.resolutionKind)))),
    ).toEqual([]);
  });
});

test("nothing that is installed with evenkeel runs a script or is built", () => {
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    const real = realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    const { dependencies = {}, optionalDependencies = {}, scripts = {}, name } = manifestOf(real);
    expect([name, Object.keys(scripts).filter((script) => /^(pre|post)?install$/.test(script))]).toEqual([name, []]);
    expect(existsSync(join(real, "binding.gyp"))).toBe(false);
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) visit(found(real, dependency));
  };
  visit(installed("evenkeel"));
  expect(seen.size).toBeGreaterThan(40);
  expect(manifestOf(installed("@evenkeel/engine")).peerDependencies).toHaveProperty(["@tensorflow/tfjs-node-gpu"]);
});

/** Where Node finds a package from a folder. */
function found(from: string, name: string): string {
  const at = join(from, "node_modules", name);
  if (existsSync(at)) return at;
  // pnpm puts what a package needs beside it.
  if (dirname(from) === from) throw new Error(`expected ${name} to be installed`);
  return found(dirname(from), name);
}

test("the packed command and the packed library work in an empty folder", () => {
  const { bin } = manifestOf(installed("evenkeel"));
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [join(installed("evenkeel"), bin!["evenkeel"]!), ...args], { cwd: project, encoding: "utf8" });
  expect(command("--version").stdout).toBe("0.1.0\n");
  const { stdout, stderr } = command("run", "training.updates=5", "sampler=smote");
  expect([stderr, / {2}ROC-AUC +0\.\d{4}\n/.test(stdout), stdout.includes("Files: ")]).toEqual(["", true, true]);
  const compared = command(..."compare trials=1 training.updates=3 conditions=[clean] contrasts=[] --workers 2".split(" "));
  expect(compared.stdout).toContain("Report: outputs/comparison-wdbc/report.html");
  writeFileSync(
    join(project, "script.mjs"),
    'import { run } from "evenkeel";\nconst { metrics } = await run({ training: { updates: 5 } }).result;\nconsole.log(Object.keys(metrics).length > 3);\n',
  );
  expect(spawnSync(process.execPath, ["script.mjs"], { cwd: project, encoding: "utf8" }).stdout).toBe("true\n");
});
