import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { didYouMean, roles, UserError } from "@evenkeel/core";
import { PACKAGE_FOLDER } from "../workbench/package-folder.js";
import type { Workbench } from "../workbench/workbench.js";

const TEMPLATES = join(PACKAGE_FOLDER, "templates");

/** Roles that a component can be begun for. */
export const begunRoles = (): string[] =>
  readdirSync(TEMPLATES)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.replace(/\.ts$/, ""))
    .sort();

/**
 * Writes a component that works, to be changed, and its test, into the project of a workbench.
 *
 * @returns the paths of the files.
 * @throws UserError without a project, for a role without a template, and for a name that is taken or none.
 */
export function newComponent({ project, catalogs }: Workbench, role: string, name: string): string[] {
  if (project === null)
    throw new UserError(
      "evenkeel new: expected to be run in a project, got a folder without `evenkeel.yaml`. `evenkeel init` makes it one.",
    );
  const known = begunRoles();
  if (!known.includes(role)) {
    const why = Object.hasOwn(roles, role)
      ? ` There is no template for \`${role}\`: begin with one of ours, e.g. that of ${role}=${catalogs[role]?.names[0]}.`
      : didYouMean(role, known);
    throw new UserError(`evenkeel new: expected a role among ${known.join(", ")}, got \`${role}\`.${why}`);
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new UserError(`evenkeel new: expected a name of lower-case words with hyphens, e.g. \`my-${role}\`, got \`${name}\`.`);
  if (catalogs[role]!.names.includes(name))
    throw new UserError(`evenkeel new: expected a name that no other ${role} has, got \`${name}\`.`);
  const identifier = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const written = [".ts", ".test.ts"].map((ending) => {
    const text = readFileSync(join(TEMPLATES, `${role}${ending}`), "utf8");
    const path = join(project, "components", role, `${name}${ending}`);
    if (existsSync(path)) throw new UserError(`evenkeel new: expected no file at ${path}, got one. Choose another name.`);
    return {
      path,
      text: text.replaceAll("my-name", name).replaceAll("myName", identifier).replaceAll("my_name", name.replaceAll("-", "_")),
    };
  });
  for (const { path, text } of written) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return written.map(({ path }) => path);
}
