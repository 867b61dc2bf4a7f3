import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type CatalogsByRole, type ConfigTree, listName, listRolesOf, loadYaml } from "@evenkeel/compose";
import { shown, UserError } from "@evenkeel/core";
import type { Workbench } from "./workbench.js";

/** Components with settings under names of their own, by role: Hydra's config groups. */
export type Presets = ReadonlyMap<string, ReadonlyMap<string, ConfigTree>>;

/**
 * Reads `<folder>/<role>/<name>.yaml`, each a component with settings: `conf/sampler/wide.yaml` with `{name: smote, kNeighbors: 15}` is
 * `sampler=wide`. Of several folders a later one hides an earlier.
 *
 * @throws UserError for a file that names no component, or one that is called like a component.
 */
export function readPresets(folders: readonly string[], catalogs: CatalogsByRole): Presets {
  const presets = new Map<string, Map<string, ConfigTree>>();
  for (const [role, { names }] of Object.entries(catalogs)) {
    for (const file of folders
      .map((folder) => join(folder, role))
      .filter((folder) => existsSync(folder))
      .flatMap(filesIn)) {
      const name = file.replace(/^.*[/\\]|\.ya?ml$/g, "");
      const config = loadYaml(file);
      const chosen = config["name"];
      if (names.includes(name)) throw new UserError(`${file}: expected a name that no ${role} has, got \`${name}\`. Rename the file.`);
      if (typeof chosen !== "string" || !names.includes(chosen))
        throw new UserError(
          `${file}: expected \`name: …\` of one of ${names.join(", ")}, got ${shown(chosen)}. Name the component that it sets.`,
        );
      presets.set(role, (presets.get(role) ?? new Map<string, ConfigTree>()).set(name, config));
    }
  }
  return presets;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));

/** A config with what presets stand for in place of their names, in lists too; what is set beside a name lies over it. */
export function withPresets(bench: Pick<Workbench, "presets" | "catalogs">, config: ConfigTree): ConfigTree {
  if (bench.presets.size === 0) return config;
  const roleOf = new Map(listRolesOf(bench.catalogs).map((role) => [listName(role), role]));
  return Object.fromEntries(
    Object.entries(config).map(([key, chosen]) => {
      const role = roleOf.get(key);
      if (role === undefined) return [key, withPreset(bench, key, chosen)];
      return [key, Array.isArray(chosen) ? chosen.map((entry) => withPreset(bench, role, entry)) : chosen];
    }),
  );
}

/** A choice of a component: what its name stands for, if it is that of a preset, under what is set beside it. */
export function withPreset<Chosen>({ presets }: Pick<Workbench, "presets">, role: string, chosen: Chosen): Chosen | ConfigTree {
  if (chosen === null || Array.isArray(chosen)) return chosen;
  const { name, ...own } = (typeof chosen === "object" ? chosen : { name: chosen }) as ConfigTree;
  const preset = typeof name === "string" ? presets.get(role)?.get(name) : undefined;
  return preset ? { ...preset, ...own } : chosen;
}
