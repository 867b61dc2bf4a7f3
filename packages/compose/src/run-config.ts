import { type Catalog, didYouMean, nearestWord, parseSettings, type RoleName, roles, shown, UserError } from "@evenkeel/core";
import { type ConfigTree, normalizeRoles } from "./compose-config.js";
import { refuseReserved } from "./reserved-names.js";
import { choiceGroups, runSettings, settingGroups, settingNames, type RunSettings, settingsSchema } from "./run-settings.js";

/** The catalogs of all packages, by role in config. */
export type CatalogsByRole = Readonly<Record<string, Catalog<any>>>;

/** A component's validated settings, defaults filled in. */
export type ComponentConfig = { readonly name: string } & Readonly<Record<string, unknown>>;

/** What a run is made of, validated: one component a role, lists of those of which it has many, and its settings. */
export interface RunConfig extends RunSettings {
  readonly components: Readonly<Record<string, ComponentConfig>>;
  /** By role. */
  readonly lists: Readonly<Record<string, readonly ComponentConfig[]>>;
}

/** What config calls a list of components: `metrics`. */
export const listName = (role: string): string => `${role}s`;

/** Validates a config against the catalogs; every mistake is named with its path and what was expected. */
export function parseRunConfig(written: ConfigTree, catalogs: CatalogsByRole): RunConfig {
  const single = rolesOf(catalogs);
  const many = listRolesOf(catalogs);
  refuseReserved(written, "config");
  const normalized = normalizeRoles(written, [...single, ...choiceGroups]);
  const components = Object.fromEntries(single.map((role) => [role, parseComponent(role, normalized[role], catalogs)]));
  const ofComponents = [...single, ...many.map(listName)];
  const others = Object.fromEntries(Object.entries(normalized).filter(([key]) => !ofComponents.includes(key)));
  const known = [...ofComponents, ...settingNames];
  const stranger = Object.keys(others).find((key) => !known.includes(key));
  if (stranger)
    throw new UserError(
      `config: expected one of ${known.join(", ")}, got \`${stranger}\`.${didYouMean(stranger, known) || settingElsewhere(stranger, normalized, catalogs)}`,
    );
  return {
    ...parseSettings(settingsSchema, others, {
      prefix: "",
      owner: "a run",
      remedy: "`evenkeel run --cfg` shows the settings of a run.",
      elsewhere: (key) => settingElsewhere(key, normalized, catalogs),
    }),
    components,
    lists: Object.fromEntries(many.map((role) => [role, parseList(role, normalized[listName(role)], catalogs)])),
  };
}

function parseList(role: string, written: unknown = [], catalogs: CatalogsByRole): ComponentConfig[] {
  const [name, catalog] = [listName(role), catalogs[role]!];
  if (!Array.isArray(written) || (written.length === 0 && !roles[role as RoleName].mayBeNone))
    throw new UserError(
      `${name}: expected a list that is not empty, e.g. \`${name}=[${catalog.names[0]},${catalog.names.at(-1)}]\`, got ${shown(written)}. \`evenkeel components ${role}\` lists them.`,
    );
  const parsed = written.map((chosen, i) =>
    parseComponent(role, typeof chosen === "string" ? { name: chosen } : chosen, catalogs, `${name}[${i}]`),
  );
  const texts = parsed.map((config) => JSON.stringify(config));
  const twice = texts.findIndex((text, i) => texts.indexOf(text) !== i);
  if (twice >= 0) throw new UserError(`${name}[${twice}]: expected each once, got ${parsed[twice]!.name} twice. Leave one of them out.`);
  return parsed;
}

/** The roles that a run chooses one component for. */
export function rolesOf(catalogs: CatalogsByRole): string[] {
  return Object.keys(catalogs).filter((role) => !roles[role as RoleName].many && roles[role as RoleName].of === "run");
}

/** The roles that a run has a list of. */
export function listRolesOf(catalogs: CatalogsByRole): string[] {
  return Object.keys(catalogs).filter((role) => roles[role as RoleName].many);
}

/** Validates the settings of a role's component. */
export function parseComponent(role: string, written: unknown, catalogs: CatalogsByRole, place: string = role): ComponentConfig {
  const catalog = catalogs[role]!;
  const name = (written as { name?: unknown } | null | undefined)?.name;
  const remedy = `\`evenkeel components ${role}\` says what they do.`;
  if (typeof name !== "string")
    throw new UserError(
      `${place}: expected one of ${catalog.names.join(", ")}, got ${written === undefined ? "none" : shown(written)}. ${remedy}`,
    );
  if (!catalog.names.includes(name))
    throw new UserError(
      `${place}: expected one of ${catalog.names.join(", ")}, got \`${name}\`.${didYouMean(name, catalog.names) || ` ${remedy}`}`,
    );
  return parseSettings(catalog.get(name).schema, written, {
    prefix: `${place}.`,
    owner: `${role}=${name}`,
    remedy: `\`evenkeel components ${role} ${name}\` explains its settings.`,
    elsewhere: (key) => otherComponent(role, key, catalog) || settingElsewhere(key, {}, catalogs),
  }) as ComponentConfig;
}

/** Other components of the role that have such a setting. */
function otherComponent(role: string, key: string, catalog: Catalog): string {
  const found = catalog.names.flatMap((name) => {
    const setting = nearestWord(key, settingsOf(catalog, name));
    return setting === null ? [] : [{ name, setting }];
  });
  if (found.length === 0) return "";
  const { name, setting } = found.reduce((shortest, other) => (other.name.length < shortest.name.length ? other : shortest));
  return ` Choose a ${role} first that has it, e.g. \`${role}=${name}\` (${setting})${found.length > 1 ? `; ${found.map((other) => other.name).join(", ")} do` : ""}.`;
}

/** A setting of that very name that is spelt with what it belongs to, as a question; of the chosen components if `written` has them. */
export function settingElsewhere(key: string, written: ConfigTree, catalogs: CatalogsByRole): string {
  const group = settingGroups.find((name) => key !== "name" && runSettings.has(`${name}.${key}`));
  if (group !== undefined) return ` Did you mean \`${group}.${key}\`?`;
  const owners = rolesOf(catalogs).filter((role) => {
    const name = (written[role] as { name?: unknown } | undefined)?.name;
    const names = typeof name === "string" && catalogs[role]!.names.includes(name) ? [name] : catalogs[role]!.names;
    return names.some((each) => settingsOf(catalogs[role]!, each).includes(key));
  });
  return owners.length === 0 ? "" : ` Did you mean ${owners.map((role) => `\`${role}.${key}\``).join(" or ")}?`;
}

const settingsOf = (catalog: Catalog, name: string): string[] =>
  Object.keys(catalog.get(name).schema.shape).filter((key) => key !== "name");
