import { type Catalog, didYouMean, nearestWord, parseSettings, shown, UserError } from "@evenkeel/core";
import { z } from "zod";
import { type ConfigTree, normalizeRoles } from "./compose-config.js";
import { refuseReserved } from "./reserved-names.js";

/** The catalogs of all packages, by role in config. */
export type CatalogsByRole = Readonly<Record<string, Catalog<any>>>;

/** A component's validated settings, defaults filled in. */
export type ComponentConfig = { readonly name: string } & Readonly<Record<string, unknown>>;

/** What a run is besides its components. */
export interface RunSettings {
  readonly seed: number;
  readonly trial: number;
  /** Name of the class of interest of two; null for the rarest. */
  readonly positive: string | null;
  readonly condition: "clean" | "planted";
  readonly training: {
    readonly updates: number;
    readonly batchSize: number;
    readonly metaBatchPerClass: number;
    readonly window: number;
    readonly rows: "auto" | "train" | "labelled";
    /** Epochs between two draws of the sampler; null draws once. */
    readonly redrawEvery: number | null;
    /** The control of learned batch weights. */
    readonly permuteWeights: boolean;
  };
  readonly selection: "last";
  readonly engine: { readonly name: "wasm" | "native" | "auto"; readonly fusedMultiplyAdd: boolean };
}

const trainingSchema = z.strictObject({
  updates: z.int().positive().default(1500).describe("updates of the model"),
  batchSize: z.int().positive().default(32).describe("natural rows in a batch; synthetic ones come on top, in proportion"),
  metaBatchPerClass: z.int().positive().default(4).describe("meta rows of each class in a meta batch"),
  window: z.int().positive().default(50).describe("updates between two reports"),
  rows: z
    .enum(["auto", "train", "labelled"])
    .default("auto")
    .describe("auto: train and meta rows, but train only where the meta rows are used otherwise"),
  redrawEvery: z.int().positive().nullable().default(null).describe("epochs between two draws of the sampler; null draws once for the run"),
  permuteWeights: z
    .boolean()
    .default(false)
    .describe("control: hands the weights that are learned for each batch to other rows of the same class"),
});

const settingsSchema = z.strictObject({
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0)
    .describe("every random stream of the run is derived from it"),
  trial: z.int().min(0).default(0).describe("which split of the protocol"),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .transform(String)
    .nullable()
    .default(null)
    .describe("name of the class of interest of two: what average precision, ROC-AUC and charts are about; null for the rarest"),
  condition: z.enum(["clean", "planted"]).default("clean").describe("planted: some majority training rows carry the minority label"),
  training: trainingSchema.prefault({}),
  selection: z.enum(["last"]).default("last").describe("which state of the model is tested"),
  engine: z
    .strictObject({
      name: z.enum(["wasm", "native", "auto"]).default("wasm"),
      fusedMultiplyAdd: z.boolean().default(false).describe("faster, but the last bits depend on the machine"),
    })
    .prefault({}),
});

/** What a run is made of, validated: one component a role, a list of metrics, and its settings. */
export interface RunConfig extends RunSettings {
  readonly components: Readonly<Record<string, ComponentConfig>>;
  readonly metrics: readonly ComponentConfig[];
}

/** The settings of a run that are no components. */
export const runSettings: readonly string[] = ["metrics", ...Object.keys(settingsSchema.shape)];

/** Validates a config against the catalogs; every mistake is named with its path and what was expected. */
export function parseRunConfig(written: ConfigTree, catalogs: CatalogsByRole): RunConfig {
  const roles = rolesOf(catalogs);
  refuseReserved(written, "config");
  const { metrics = [], ...rest } = normalizeRoles(written, [...roles, "engine"]);
  const components = Object.fromEntries(roles.map((role) => [role, parseComponent(role, rest[role], catalogs[role]!, catalogs)]));
  const others = Object.fromEntries(Object.entries(rest).filter(([key]) => !roles.includes(key)));
  const known = [...roles, ...runSettings];
  const stranger = Object.keys(others).find((key) => !known.includes(key));
  if (stranger)
    throw new UserError(
      `config: expected one of ${known.join(", ")}, got \`${stranger}\`.${didYouMean(stranger, known) || settingElsewhere(stranger, rest, catalogs)}`,
    );
  if (!Array.isArray(metrics) || metrics.length === 0)
    throw new UserError(
      `metrics: expected a list that is not empty, e.g. \`metrics=[average-precision,roc-auc]\`, got ${shown(metrics)}. \`evenkeel components metric\` lists them.`,
    );
  return {
    ...parseSettings(settingsSchema, others, {
      prefix: "",
      owner: "a run",
      remedy: "`evenkeel run --cfg` shows the settings of a run.",
      elsewhere: (key) => settingElsewhere(key, rest, catalogs),
    }),
    components,
    metrics: metrics.map((metric, i) =>
      parseComponent("metric", typeof metric === "string" ? { name: metric } : metric, catalogs["metric"]!, catalogs, `metrics[${i}]`),
    ),
  };
}

/** The roles that a run chooses one component for. */
export function rolesOf(catalogs: CatalogsByRole): string[] {
  return Object.keys(catalogs).filter((role) => role !== "metric");
}

function parseComponent(
  role: string,
  written: unknown,
  catalog: Catalog<unknown>,
  catalogs: CatalogsByRole,
  place: string = role,
): ComponentConfig {
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
function otherComponent(role: string, key: string, catalog: Catalog<unknown>): string {
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
  if (Object.hasOwn(trainingSchema.shape, key)) return ` Did you mean \`training.${key}\`?`;
  const roles = rolesOf(catalogs).filter((role) => {
    const name = (written[role] as { name?: unknown } | undefined)?.name;
    const names = typeof name === "string" && catalogs[role]!.names.includes(name) ? [name] : catalogs[role]!.names;
    return names.some((each) => settingsOf(catalogs[role]!, each).includes(key));
  });
  return roles.length === 0 ? "" : ` Did you mean ${roles.map((role) => `\`${role}.${key}\``).join(" or ")}?`;
}

const settingsOf = (catalog: Catalog<unknown>, name: string): string[] =>
  Object.keys(catalog.get(name).schema.shape).filter((key) => key !== "name");
