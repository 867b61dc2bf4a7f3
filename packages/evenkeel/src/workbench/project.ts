import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isReserved, loadYaml } from "@evenkeel/compose";
import { type AnyComponent, parseSettings, roles, UserError, visible } from "@evenkeel/core";
import { createJiti, type Jiti } from "jiti";
import { z } from "zod";
import { type OwnComponent, type Workbench, workbenchOf } from "./workbench.js";

/** What makes a folder a project. */
export const PROJECT_FILE = "evenkeel.yaml";

const projectSchema = z.strictObject({
  components: z
    .array(z.string().min(1))
    .default(["components"])
    .describe("files and folders with components, from the folder of this file"),
  conf: z.string().min(1).default("conf").describe("the folder of config files"),
});

/** A workbench, and in a line each what of its project could not be used. */
export interface OpenedProject {
  readonly bench: Workbench;
  readonly problems: readonly string[];
}

/** The project that a folder is in: the nearest above it with an `evenkeel.yaml`. Null if there is none. */
export function projectAt(folder: string): string | null {
  if (existsSync(join(folder, PROJECT_FILE))) return folder;
  return dirname(folder) === folder ? null : projectAt(dirname(folder));
}

const opened = new Map<string, Promise<OpenedProject>>();

/** Loads a project's components, each once in this process: those that its file names, and nothing that data or results name. */
export function openProject(project: string | null): Promise<OpenedProject> {
  const known = opened.get(project ?? "") ?? open(project);
  opened.set(project ?? "", known);
  return known;
}

async function open(project: string | null): Promise<OpenedProject> {
  if (project === null) return { bench: workbenchOf(), problems: [] };
  const file = join(project, PROJECT_FILE);
  const { components, conf } = parseSettings(projectSchema, loadYaml(file, "may be empty"), {
    prefix: `${file}: `,
    owner: PROJECT_FILE,
    remedy: "Correct it; an empty file takes what is usual.",
  });
  const files = components.flatMap((entry, i) => filesAt(resolve(project, entry), `${file}: components[${i}]`, entry === "components"));
  const own: OwnComponent[] = [];
  const problems: string[] = [];
  const jiti = createJiti(file, { fsCache: false, tryNative: true, interopDefault: false });
  for (const path of files) {
    const module = await loaded(jiti, path);
    if (!("problem" in module) && module.found === undefined) continue;
    const problem = "problem" in module ? module.problem : refusal(module.found, path, own);
    if (problem !== null) problems.push(`${relative(project, path)}: ${problem}`);
    else if ("found" in module) own.push({ component: module.found as AnyComponent, file: path });
  }
  const folder = resolve(project, conf);
  if (conf !== "conf" && !existsSync(folder))
    throw new UserError(`${file}: conf: expected a folder, got none at ${folder}. Correct the path.`);
  return { bench: workbenchOf(own, project, existsSync(folder) ? [folder] : []), problems };
}

/** The modules at a path: a file itself, or those of a folder and the folders in it, tests aside. */
function filesAt(path: string, place: string, mayBeAbsent: boolean): string[] {
  if (!existsSync(path)) {
    if (mayBeAbsent) return [];
    throw new UserError(`${place}: expected a file or folder, got none at ${path}. Correct the path.`);
  }
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[mc]?[jt]s$/.test(name) && !/\.d\.[mc]?ts$|\.test\.[mc]?[jt]s$|(^|[\\/])node_modules[\\/]/.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** The default export of a module, undefined where others only import it; or in one line why it cannot be loaded. */
async function loaded(jiti: Jiti, path: string): Promise<{ readonly found: unknown } | { readonly problem: string }> {
  try {
    const module = await jiti.import<Readonly<Record<string, unknown>>>(path);
    return { found: module["default"] };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { problem: `expected a module that can be loaded, got: ${visible(text.replaceAll(/\s*\n\s*/g, " "))}` };
  }
}

/** Why a default export is no component that can stand beside the others, in words; null if it is one. */
function refusal(found: unknown, path: string, own: readonly OwnComponent[]): string | null {
  const stem = basename(path).replace(/\.[mc]?[jt]s$/, "");
  if (!isComponent(found))
    return "expected `export default define…({ … })`, e.g. `defineLoss`, got another default export. A module that others import needs none.";
  const { role, name } = found;
  if (name !== stem) return `expected \`name: "${stem}"\` like the file, got "${name}".`;
  if (isReserved(name)) return `expected another name than ${name}, which config reads as a value. Rename the file.`;
  const twin = own.find(({ component }) => component.role === role && component.name === name);
  if (twin)
    return `expected a name that no other ${role} has, got ${role}=${name}, which ${basename(dirname(twin.file!))}/${basename(twin.file!)} is. Rename one.`;
  if (workbenchOf().catalogs[role]?.names.includes(name))
    return `expected a name that no other ${role} has, got ${role}=${name}, which comes with evenkeel. Rename the file.`;
  if (found.isNeutral)
    return `expected a component that does something, got \`isNeutral\`: ${role}=${workbenchOf().catalogs[role]!.neutral} is neutral. Leave it out.`;
  return null;
}

function isComponent(found: unknown): found is AnyComponent {
  const { role, name, create, schema, inject, declares, idle, leavesIdle } = (found ?? {}) as Partial<AnyComponent>;
  const isSchema = typeof schema?.safeParse === "function" && typeof schema.shape === "object";
  return (
    typeof role === "string" &&
    Object.hasOwn(roles, role) &&
    typeof name === "string" &&
    [create, declares, idle, leavesIdle].every((each) => typeof each === "function") &&
    isSchema &&
    Array.isArray(inject)
  );
}
