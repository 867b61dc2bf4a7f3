import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ConfigTree, loadYaml, mergeConfig, normalizeRoles } from "@evenkeel/compose";
import { didYouMean, shown, UserError } from "@evenkeel/core";
import { choices } from "./catalogs.js";
import { normalizeExperiment } from "./compare/normalize.js";
import { root } from "./paths.js";

/** The config that every run starts from. */
export function baseConfig(): ConfigTree {
  return normalizeRoles(loadYaml(join(root, "conf/config.yaml")), choices);
}

/**
 * An experiment by its name in `conf/experiment/`, or by the path of a file; what it `extends` lies under it.
 *
 * @param setting - who names it: `experiment`, or `extends` of a file.
 * @param extending - the files that come to this one by `extends`.
 */
export function experimentFile(name: unknown, setting: string = "experiment", extending: readonly string[] = []): ConfigTree {
  if (typeof name !== "string" || name === "")
    throw new UserError(
      `${setting}: expected ${expectedName()}, got ${name === "" ? "an empty text" : shown(name)}. Write e.g. \`${setting === "experiment" ? "experiment=main" : "extends: comparison"}\`.`,
    );
  const file = pathOf(name, setting);
  if (extending.includes(file))
    throw new UserError(
      `${setting}: expected files that do not extend each other in a circle, got ${[...extending, file].map((path) => `\`${path}\``).join(" → ")}. Leave one \`extends\` out.`,
    );
  const { extends: under, ...experiment } = normalizeExperiment(loadYaml(file));
  return under === undefined ? experiment : mergeConfig(experimentFile(under, `extends in ${file}`, [...extending, file]), experiment, []);
}

function pathOf(name: string, setting: string): string {
  if (/\.ya?ml$/.test(name)) return resolve(name);
  const file = join(root, "conf/experiment", `${name}.yaml`);
  if (knownNames().includes(name)) return file;
  const hint = existsSync(name) ? ` \`${name}\` is there, but no .yaml file.` : didYouMean(name, knownNames());
  throw new UserError(`${setting}: expected ${expectedName()}, got \`${name}\`.${hint}`);
}

const knownNames = (): string[] => readdirSync(join(root, "conf/experiment")).map((entry) => entry.replace(/\.ya?ml$/, ""));

const expectedName = (): string => `one of the names ${knownNames().join(", ")}, or the path of a .yaml file`;
