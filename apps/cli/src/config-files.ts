import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type ConfigTree, loadYaml, mergeConfig, normalizeRoles } from "@evenkeel/compose";
import { UserError } from "@evenkeel/core";
import { choices } from "./catalogs.js";
import { normalizeExperiment } from "./compare/normalize.js";
import { root } from "./paths.js";

/** The config that every run starts from. */
export function baseConfig(): ConfigTree {
  return normalizeRoles(loadYaml(join(root, "conf/config.yaml")), choices);
}

/** An experiment by its name in `conf/experiment/`, or by the path of a file; what it `extends` lies under it. */
export function experimentFile(name: string): ConfigTree {
  const { extends: under, ...experiment } = normalizeExperiment(readExperiment(name));
  return typeof under === "string" ? mergeConfig(experimentFile(under), experiment, []) : experiment;
}

function readExperiment(name: string): ConfigTree {
  if (name.endsWith(".yaml") || name.endsWith(".yml")) return loadYaml(name);
  const file = join(root, "conf/experiment", `${name}.yaml`);
  if (existsSync(file)) return loadYaml(file);
  const known = readdirSync(join(root, "conf/experiment")).map((entry) => entry.replace(/\.ya?ml$/, ""));
  throw new UserError(`experiment: expected one of ${known.join(", ")}, or the path of a .yaml file, got \`${name}\`.`);
}
