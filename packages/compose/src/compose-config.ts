import { UserError } from "@evenkeel/core";
import type { Override } from "./override.js";
import type { ConfigValue } from "./parse-value.js";

/** A config as it is written: nested plain values. */
export type ConfigTree = { readonly [key: string]: ConfigValue };

/**
 * Puts overrides on a config. Choices of components (`sampler=smote`) come first and reset what their role had, settings
 * (`sampler.kNeighbors=3`) after them, each in the order given: the order on the command line does not matter.
 */
export function applyOverrides(base: ConfigTree, overrides: readonly Override[], roles: readonly string[]): ConfigTree {
  const isChoice = ({ path, value }: Override) => path.length === 1 && roles.includes(path[0]!) && typeof value === "string";
  const ordered = [...overrides.filter(isChoice), ...overrides.filter((override) => !isChoice(override))];
  return ordered.reduce(
    (config, override) =>
      isChoice(override) ? { ...config, [override.path[0]!]: { name: override.value! } } : set(config, override.path, override),
    base,
  );
}

/**
 * Lays `top` over `base`: a component with another name replaces, with the same or no name its settings are merged.
 */
export function mergeConfig(base: ConfigTree, top: ConfigTree, roles: readonly string[]): ConfigTree {
  const merged: Record<string, ConfigValue> = { ...base };
  for (const [key, value] of Object.entries(top)) {
    const old = merged[key];
    const next = roles.includes(key) && typeof value === "string" ? { name: value } : value;
    const replaces = !isTree(next) || !isTree(old) || ("name" in next && next["name"] !== old["name"]);
    merged[key] = replaces ? next : mergeConfig(old, next, []);
  }
  return merged;
}

/** Writes every choice of a component as `{ name }`. */
export function normalizeRoles(config: ConfigTree, roles: readonly string[]): ConfigTree {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, roles.includes(key) && typeof value === "string" ? { name: value } : value]),
  );
}

function set(config: ConfigTree, path: readonly string[], override: Override): ConfigTree {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    if (override.value !== undefined) return { ...config, [key]: override.value };
    const { [key]: removed, ...others } = config;
    if (removed === undefined)
      throw new UserError(
        `override: expected \`${override.text}\` to name something in the config, got nothing there. See it with \`--cfg\`.`,
      );
    return others;
  }
  const inner = config[key] ?? {};
  if (!isTree(inner))
    throw new UserError(`override: expected \`${key}\` in \`${override.text}\` to have settings, got ${JSON.stringify(inner)}.`);
  return { ...config, [key]: set(inner, rest, override) };
}

function isTree(value: ConfigValue | undefined): value is ConfigTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
