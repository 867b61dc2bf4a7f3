import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type RoleName, roles, UserError } from "@evenkeel/core";
import { nativeBuild } from "@evenkeel/engine";
import { filesIn, ownImports } from "./own-imports.js";
import type { Workbench } from "./workbench.js";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Where everything begins that decides what a trial finds. */
const ENTRY = here("../compare/worker.js");

/** Names the packages that have components. */
const BUILT_IN = here("./built-in.js");

/** What only shows or tracks a result. Whatever is not named here counts, so that a new package or file cannot be forgotten. */
const SHOWING_PACKAGES = ["@evenkeel/report", "@evenkeel/tracking", "mlflow-js-client"];
const SHOWING_FILES = [
  "run/tracking.js",
  "run/sinks.js",
  "run/run-page.js",
  "compare/trial-page.js",
  "process/redact.js",
  "process/ending.js",
].map((file) => here(`../${file}`));

/** The catalogs of a package's components, as `pnpm gen` writes them: a run reads those components that it is made of. */
const CATALOGS = "components.gen.js";

/** Where what is built of this package lies. */
const OWN_FOLDER = here("..");

/** A component by the role and the name that a config gives it. */
export interface UsedComponent {
  readonly role: string;
  readonly name: string;
}

/**
 * SHA-256 of the code that decides the results of a run: every file of ours that the worker imports, directly or not, of the components
 * only those that the run is made of, with what the project's own import, the binaries that these packages ship, and the versions of the
 * packages from elsewhere that they depend on. Results of other code are run again; a component that the run does not use, pages,
 * tracking, tests and documents change nothing.
 */
export function codeHash(bench: Pick<Workbench, "ownFiles">, components: readonly UsedComponent[]): string {
  const hash = createHash("sha256");
  const used = components.map((component) => fileOf(bench, component));
  const own = ownClosure(used.filter((file) => !isBuilt(file)));
  const files = [...new Set([...[ENTRY, ...used].flatMap((file) => (isBuilt(file) ? [...closureOf(file)] : [])), ...own.files])];
  const packages = [...new Set(files.map(packageOf))];
  const hashed = [...files, ...packages.flatMap(binariesOf)].map((file) => [titleOf(file), file] as const);
  for (const [title, file] of hashed.sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(title).update(readFileSync(file));
  for (const version of [...new Set([...packages.flatMap(versionsOutside), ...own.versions])].sort()) hash.update(version);
  return hash.digest("hex");
}

/** SHA-256 of all own files, as a process that loads them now has them; null without any. */
export function ownCode({ ownFiles }: Pick<Workbench, "ownFiles">): string | null {
  if (ownFiles.size === 0) return null;
  const hash = createHash("sha256");
  for (const file of ownClosure([...ownFiles.values()])
    .files.filter((each) => !isBuilt(each))
    .sort())
    hash.update(titleOf(file)).update(readFileSync(file));
  return hash.digest("hex");
}

/** SHA-256 of what the native engine was built from; null where it does not compute. */
export function nativeHash(engine: "wasm" | "native" | "auto"): string | null {
  const build = engine === "wasm" ? null : nativeBuild();
  if (!build) return null;
  return createHash("sha256").update(`${build.tensorflowVersion} ${build.tfjsVersion}`).update(readFileSync(build.addon)).digest("hex");
}

const closures = new Map<string, ReadonlySet<string>>();

function closureOf(file: string): ReadonlySet<string> {
  const known = closures.get(file) ?? importsOf(file);
  closures.set(file, known);
  return known;
}

let componentFiles: ReadonlyMap<string, string> | null = null;

/** The file of a component: built, if it is ours. */
function fileOf({ ownFiles }: Pick<Workbench, "ownFiles">, { role, name }: UsedComponent): string {
  componentFiles ??= readCatalogs();
  const keys = [`${role}=${name}`, `${roles[role as RoleName].among}=${name}`];
  const file = keys.map((key) => ownFiles.get(key) ?? componentFiles!.get(key)).find((found) => found !== undefined);
  if (file === undefined)
    throw new UserError(
      `${role}=${name}: expected a component in a file, so that a comparison can tell its results from those of other code, got one that was made in a script. Put it into the project's \`components/\`.`,
    );
  return file;
}

/** The files of all components that are ours, by `role=name`. */
function readCatalogs(): ReadonlyMap<string, string> {
  const folders = namesIn(readFileSync(BUILT_IN, "utf8")).flatMap((name) => (isOurs(name) ? [dirname(resolved(name, BUILT_IN))] : []));
  return new Map(
    folders.flatMap((folder) => {
      const code = readFileSync(join(folder, CATALOGS), "utf8");
      const files = new Map(
        [...code.matchAll(/^import (\w+) from "([^"]+)";/gm)].map(([, identifier, file]) => [identifier!, join(folder, file!)]),
      );
      return [...code.matchAll(/catalog\("(\w+)", \{([^}]*)\}/g)].flatMap(([, role, entries]) =>
        [...entries!.matchAll(/"([^"]+)": (\w+)/g)].map(([, name, identifier]) => [`${role}=${name}`, files.get(identifier!)!] as const),
      );
    }),
  );
}

/** A module of ours and all that it imports which is ours. */
function importsOf(file: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(file) || SHOWING_FILES.includes(file) || basename(file) === CATALOGS) return found;
  found.add(file);
  for (const name of namesIn(readFileSync(file, "utf8"))) {
    const imported = name.startsWith(".") ? builtAt(join(dirname(file), name), file) : entryOf(name, file);
    if (imported !== null) importsOf(imported, found);
  }
  return found;
}

const isBuilt = (file: string): boolean => isOurs(manifestOf(packageOf(file))?.name ?? "") || file.startsWith(OWN_FOLDER);

/** What files that anybody wrote are made of: they, all that they import, and the packages from elsewhere. */
function ownClosure(begin: readonly string[]): { readonly files: readonly string[]; readonly versions: readonly string[] } {
  const [found, versions] = [new Set<string>(), new Set<string>()];
  const add = (file: string): void => {
    if (found.has(file)) return;
    if (isBuilt(file)) {
      for (const own of closureOf(file)) found.add(own);
      return;
    }
    found.add(file);
    if (!/\.[mc]?[jt]sx?$/.test(file)) return;
    const { names, packages, isOpen } = ownImports(readFileSync(file, "utf8"));
    for (const name of names) sourcesAt(resolve(dirname(file), name)).forEach(add);
    for (const name of packages) {
      const ours = entryOf(name, file);
      if (ours !== null) add(ours);
      else if (!isOurs(name) && name !== "evenkeel") addPackage(name, file);
    }
    if (isOpen) filesIn(packageOf(file)).forEach((each) => found.add(each));
  };
  const addPackage = (name: string, importer: string): void => {
    const installed = installedAt(dirname(importer), name);
    if (installed === null) return;
    const folder = realpathSync(installed);
    versions.add(`${name}@${manifestOf(folder)!.version}\n`);
    // One that is linked changes without another version.
    if (!folder.split(sep).includes("node_modules")) filesIn(folder).forEach((each) => found.add(each));
  };
  begin.forEach(add);
  return { files: [...found], versions: [...versions] };
}

/** What a module of ours imports: each statement begins a line; `import()` may stand anywhere. */
function namesIn(code: string): string[] {
  const statements = code.matchAll(/^\s*(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*["']([^"']+)["']/gm);
  const calls = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [...statements, ...calls].map(([, name]) => name!);
}

/** What is built names its files whole. */
function builtAt(path: string, importer: string): string {
  if (existsSync(path)) return path;
  throw new UserError(`evenkeel: expected the file ${path}, which ${importer} imports, got none. Install again.`);
}

/** All files that a text may mean: which of them a loader takes is its affair. */
function sourcesAt(path: string): string[] {
  const stem = path.replace(/\.[mc]?[jt]sx?$/, "");
  const endings = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"];
  const candidates = [path, ...[stem, path, join(path, "index")].flatMap((each) => endings.map((ending) => `${each}${ending}`))];
  return [...new Set(candidates)].filter((each) => existsSync(each) && statSync(each).isFile());
}

const isOurs = (name: string): boolean => name.startsWith("@evenkeel/") || name === "mlflow-js-client";

/** The file behind the name of one of our packages; null for all others, and for those that only show. `evenkeel` is what we are in. */
function entryOf(name: string, importer: string): string | null {
  return isOurs(name) && !SHOWING_PACKAGES.includes(name) ? resolved(name, importer) : null;
}

function resolved(name: string, importer: string): string {
  try {
    return createRequire(importer).resolve(name);
  } catch (error) {
    throw new UserError(`evenkeel: expected ${name}, which ${importer} imports, to be installed, got none. Install again.`, {
      cause: error,
    });
  }
}

interface Manifest {
  readonly name?: string;
  readonly version: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifests = new Map<string, Manifest | null>();

/** What a folder says of itself; null where it is no package. */
function manifestOf(folder: string): Manifest | null {
  if (!manifests.has(folder)) {
    const file = join(folder, "package.json");
    manifests.set(folder, existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : null);
  }
  return manifests.get(folder)!;
}

/** The folder of the package that a file belongs to; that of a file in none is its own. */
function packageOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (manifestOf(folder)?.name !== undefined) return folder;
    if (dirname(folder) === folder) return dirname(file);
  }
}

/** What a file is called wherever its package lies. */
function titleOf(file: string): string {
  const folder = packageOf(file);
  return `${manifestOf(folder)?.name ?? ""}/${relative(folder, file)}`;
}

/** The WebAssembly files that a package ships. */
function binariesOf(folder: string): string[] {
  const shipped = (manifestOf(folder)?.files ?? []).map((name) => join(folder, name)).filter((path) => existsSync(path));
  return shipped.flatMap((path) =>
    readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".wasm"))
      .sort()
      .map((name) => join(path, name)),
  );
}

/** `name@version` of every package from elsewhere that a package depends on, as it is installed. */
function versionsOutside(folder: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder) ?? {};
  return Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    if (isOurs(name) || name === "evenkeel") return [];
    const installed = installedAt(folder, name);
    return [`${name}@${installed === null ? "none" : manifestOf(realpathSync(installed))!.version}\n`];
  });
}

/** Where Node finds a package that a file of the folder imports. */
function installedAt(folder: string, name: string): string | null {
  const installed = join(folder, "node_modules", name);
  if (existsSync(join(installed, "package.json"))) return installed;
  return dirname(folder) === folder ? null : installedAt(dirname(folder), name);
}
