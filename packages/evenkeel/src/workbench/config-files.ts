import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ConfigTree, loadYaml, mergeConfig, normalizeRoles } from "@evenkeel/compose";
import { didYouMean, shown, UserError } from "@evenkeel/core";
import { normalizeExperiment } from "../compare/normalize.js";
import type { Workbench } from "./workbench.js";

type Files = Pick<Workbench, "choices" | "conf">;

/** The config that every run starts from: ours, and over it the project's. */
export function baseConfig({ choices, conf }: Files): ConfigTree {
  return conf
    .map((folder) => join(folder, "config.yaml"))
    .filter((file) => existsSync(file))
    .map((file) => normalizeRoles(loadYaml(file, "may be empty"), choices))
    .reduce((under, over) => mergeConfig(under, over, choices));
}

/** The config of a run that was written down, laid over what every run starts from: it leaves out what nothing in that run read. */
export function savedConfig(files: Files, path: string): ConfigTree {
  return mergeConfig(baseConfig(files), normalizeRoles(loadYaml(resolve(path)), files.choices), files.choices);
}

/**
 * An experiment by its name in a folder `experiment`, or by the path of a file; what it `extends` lies under it.
 *
 * @param setting - who names it: `experiment`, or `extends` of a file.
 * @param extending - the files that come to this one by `extends`.
 */
export function experimentFile(files: Files, name: unknown, setting: string = "experiment", extending: readonly string[] = []): ConfigTree {
  if (typeof name !== "string" || name === "")
    throw new UserError(
      `${setting}: expected ${expectedName(files)}, got ${name === "" ? "an empty text" : shown(name)}. Write e.g. \`${setting === "experiment" ? "experiment=main" : "extends: comparison"}\`.`,
    );
  const file = pathOf(files, name, setting, extending);
  if (extending.includes(file))
    throw new UserError(
      `${setting}: expected files that do not extend each other in a circle, got ${[...extending, file].map((path) => `\`${path}\``).join(" → ")}. Leave one \`extends\` out.`,
    );
  const { extends: under, ...experiment } = normalizeExperiment(files, loadYaml(file));
  return under === undefined
    ? experiment
    : mergeConfig(experimentFile(files, under, `extends in ${file}`, [...extending, file]), experiment, []);
}

/** A project's experiment hides ours of the same name, which it may extend. */
function pathOf(files: Files, name: string, setting: string, extending: readonly string[]): string {
  if (/\.ya?ml$/.test(name)) return resolve(name);
  const named = experiments(files).filter((experiment) => experiment.name === name);
  const found = named.findLast(({ file }) => !extending.includes(file)) ?? named.at(-1);
  if (found) return found.file;
  const hint = existsSync(name) ? ` \`${name}\` is there, but no .yaml file.` : didYouMean(name, knownNames(files));
  throw new UserError(`${setting}: expected ${expectedName(files)}, got \`${name}\`.${hint}`);
}

/** All experiments with a name, ours first. */
const experiments = ({ conf }: Files): { name: string; file: string }[] =>
  conf
    .map((folder) => join(folder, "experiment"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((entry) => /\.ya?ml$/.test(entry))
        .map((entry) => ({ name: entry.replace(/\.ya?ml$/, ""), file: join(folder, entry) })),
    );

const knownNames = (files: Files): string[] => [...new Set(experiments(files).map(({ name }) => name))];

const expectedName = (files: Files): string => `one of the names ${knownNames(files).join(", ")}, or the path of a .yaml file`;
