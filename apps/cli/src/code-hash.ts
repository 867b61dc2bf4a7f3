import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type RoleName, roles, UserError } from "@evenkeel/core";
import { nativeBuild } from "@evenkeel/engine";
import { root } from "./paths.js";

/** Where everything begins that decides what a trial finds. */
const ENTRY = fileURLToPath(new URL("./compare/worker.js", import.meta.url));

/** What only shows or tracks a result. Whatever is not named here counts, so that a new package or file cannot be forgotten. */
const SHOWING_PACKAGES = ["report", "tracking", "mlflow-js-client"];
const SHOWING_FILES = ["run/tracking.js", "run/sinks.js", "run/run-page.js", "compare/trial-page.js", "redact.js", "ending.js"].map(
  (file) => join(dirname(fileURLToPath(import.meta.url)), file),
);

/** The catalogs of a package's components, as `pnpm gen` writes them: a run reads those components that it is made of. */
const CATALOGS = "components.gen.js";

/** A component by the role and the name that a config gives it. */
export interface UsedComponent {
  readonly role: string;
  readonly name: string;
}

/**
 * SHA-256 of the code that decides the results of a run: every built file that the worker imports, directly or not, of the
 * components only those that the run is made of, the binaries that these packages ship, and the versions of the packages from
 * elsewhere that they depend on. Results of other code are run again; a component that the run does not use, pages, tracking,
 * tests and documents change nothing.
 */
export function codeHash(components: readonly UsedComponent[]): string {
  const hash = createHash("sha256");
  const files = [...new Set([ENTRY, ...components.map(fileOf)].flatMap((file) => [...closureOf(file)]))].sort();
  const packages = [...new Set(files.map(packageOf))];
  for (const file of [...files, ...packages.flatMap(binariesOf)]) hash.update(relative(root, file)).update(readFileSync(file));
  for (const version of packages.flatMap(versionsOutside).sort()) hash.update(version);
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

/** The built file of a component. */
function fileOf({ role, name }: UsedComponent): string {
  componentFiles ??= readCatalogs();
  const file = componentFiles.get(`${role}=${name}`) ?? componentFiles.get(`${roles[role as RoleName].among}=${name}`);
  if (file === undefined) throw new Error(`expected ${role}=${name} in a file ${CATALOGS}, got none.`);
  return file;
}

/** The files of all components, by `role=name`. */
function readCatalogs(): ReadonlyMap<string, string> {
  const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name, "dist"));
  return new Map(
    folders.flatMap((folder) => {
      const path = join(folder, CATALOGS);
      if (!existsSync(path)) return [];
      const code = readFileSync(path, "utf8");
      const files = new Map(
        [...code.matchAll(/^import (\w+) from "([^"]+)";/gm)].map(([, identifier, file]) => [identifier!, join(folder, file!)]),
      );
      return [...code.matchAll(/catalog\("(\w+)", \{([^}]*)\}/g)].flatMap(([, role, entries]) =>
        [...entries!.matchAll(/"([^"]+)": (\w+)/g)].map(([, name, identifier]) => [`${role}=${name}`, files.get(identifier!)!] as const),
      );
    }),
  );
}

/** A module and all of ours that it imports. */
function importsOf(file: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(file) || SHOWING_FILES.includes(file) || basename(file) === CATALOGS) return found;
  if (!existsSync(file)) throw new UserError(`evenkeel: expected the built file ${file}, got none. Run \`npx pnpm build\`.`);
  found.add(file);
  for (const name of namesIn(readFileSync(file, "utf8"))) {
    const imported = name.startsWith(".") ? join(dirname(file), name) : entryOf(name, file);
    if (imported !== null) importsOf(imported, found);
  }
  return found;
}

/** What a module that TypeScript wrote imports: each statement begins a line; `import()` may stand anywhere. */
function namesIn(code: string): string[] {
  const statements = code.matchAll(/^(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*["']([^"']+)["']/gm);
  const calls = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [...statements, ...calls].map(([, name]) => name!);
}

/** The file behind the name of one of our packages; null for Node's, for packages from elsewhere, and for those that only show. */
function entryOf(name: string, importer: string): string | null {
  const short = /^@evenkeel\/([^/]+)/.exec(name)?.[1] ?? name;
  const folder = join(root, "packages", short);
  if (SHOWING_PACKAGES.includes(short) || !existsSync(join(folder, "package.json"))) return null;
  const { exports } = manifestOf(folder);
  const entry = exports?.[`.${name.slice(name.indexOf(short) + short.length)}`]?.default;
  if (!entry)
    throw new UserError(
      `evenkeel: expected ${name}, which ${relative(root, importer)} imports, to be an entry of its package, got none. Run \`npx pnpm install\`.`,
    );
  return join(folder, entry);
}

interface Manifest {
  readonly version: string;
  readonly exports?: Readonly<Record<string, { readonly default: string }>>;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** The folder of the package of ours that a file belongs to: `<root>/packages/core`. */
const packageOf = (file: string): string => join(root, ...relative(root, file).split(sep).slice(0, 2));

/** The WebAssembly files that a package ships. */
function binariesOf(folder: string): string[] {
  const shipped = (manifestOf(folder).files ?? []).map((name) => join(folder, name)).filter((path) => existsSync(path));
  return shipped.flatMap((path) =>
    readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".wasm"))
      .sort()
      .map((name) => join(path, name)),
  );
}

/** `name@version` of every package from elsewhere that a package depends on, as it is installed. */
function versionsOutside(folder: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
  return Object.entries({ ...dependencies, ...optionalDependencies }).flatMap(([name, range]) => {
    if (range.startsWith("workspace:")) return [];
    const installed = join(folder, "node_modules", name);
    return [`${name}@${existsSync(installed) ? manifestOf(realpathSync(installed)).version : "none"}\n`];
  });
}
