import { type ConfigTree, normalizeRoles, type Override } from "@evenkeel/compose";
import type { Workbench } from "../workbench/workbench.js";

/** An experiment whose methods name components as `{ name }`, so that one of their settings can be laid over a name. */
export function normalizeExperiment({ choices }: Pick<Workbench, "choices">, experiment: ConfigTree): ConfigTree {
  return Object.fromEntries(
    Object.entries(experiment).map(([key, value]) => [
      key,
      key === "methods" ? eachMethod(choices, value) : key === "run" && isTree(value) ? normalizeRoles(value, choices) : value,
    ]),
  );
}

/** The same for what the command line says of methods; choices of components come before their settings, in whatever order they stand. */
export function normalizeMethods({ choices }: Workbench, overrides: readonly Override[]): Override[] {
  const isChoice = ({ path, value }: Override) =>
    path.length === 3 && path[0] === "methods" && choices.includes(path[2]!) && typeof value === "string";
  const normalized = overrides.map((override): Override => {
    const { path, value } = override;
    if (isChoice(override)) return { ...override, value: { name: value as string } };
    if (path[0] !== "methods" || value === undefined) return override;
    if (path.length === 1) return { ...override, value: eachMethod(choices, value) };
    return path.length === 2 && isTree(value) ? { ...override, value: normalizeRoles(value, choices) } : override;
  });
  return [...normalized.filter((_, i) => isChoice(overrides[i]!)), ...normalized.filter((_, i) => !isChoice(overrides[i]!))];
}

/** Whether an override sets something of a component, rather than choosing one. */
export function setsComponent({ catalogs }: Workbench, { path, value }: Override): boolean {
  return path.length > 1 && path[0]! in catalogs && value !== undefined;
}

/** Whether the component that a config chooses has the setting of an override. */
export function hasSetting({ catalogs }: Workbench, config: ConfigTree, { path }: Pick<Override, "path">): boolean {
  const [role, setting] = path as [string, string];
  const name = nameOf(config, role);
  const catalog = catalogs[role]!;
  return name !== null && catalog.names.includes(name) && setting in catalog.get(name).schema.shape;
}

/** The name of the component that a config chooses for a role. */
export function nameOf(config: ConfigTree, role: string): string | null {
  const chosen = config[role];
  const name = isTree(chosen) ? chosen["name"] : chosen;
  return typeof name === "string" ? name : null;
}

const eachMethod = (choices: readonly string[], methods: ConfigTree[string]): ConfigTree[string] =>
  isTree(methods)
    ? Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, isTree(method) ? normalizeRoles(method, choices) : method]))
    : methods;

function isTree(value: ConfigTree[string] | undefined): value is ConfigTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
