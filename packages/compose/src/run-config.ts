import { type Catalog, UserError } from "@evenkeel/core";
import { z } from "zod";
import { type ConfigTree, normalizeRoles } from "./compose-config.js";

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
    /** The control of learned batch weights. */
    readonly permuteWeights: boolean;
  };
  readonly selection: "last";
  readonly engine: { readonly name: "wasm" | "native" | "auto"; readonly fusedMultiplyAdd: boolean };
}

const settingsSchema = z.strictObject({
  seed: z.int().min(0).max(2 ** 32 - 1).default(0).describe("every random stream of the run is derived from it"),
  trial: z.int().min(0).default(0).describe("which split of the protocol"),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .transform(String)
    .nullable()
    .default(null)
    .describe("name of the class of interest of two: what average precision, ROC-AUC and charts are about; null for the rarest"),
  condition: z.enum(["clean", "planted"]).default("clean").describe("planted: some majority training rows carry the minority label"),
  training: z
    .strictObject({
      updates: z.int().positive().default(1500).describe("updates of the model"),
      batchSize: z.int().positive().default(32).describe("natural rows in a batch; synthetic ones come on top, in proportion"),
      metaBatchPerClass: z.int().positive().default(4).describe("meta rows of each class in a meta batch"),
      window: z.int().positive().default(50).describe("updates between two reports"),
      rows: z.enum(["auto", "train", "labelled"]).default("auto").describe("auto: train and meta rows, but train only where the meta rows are used otherwise"),
      permuteWeights: z.boolean().default(false).describe("control: hands the weights that are learned for each batch to other rows of the same class"),
    })
    .prefault({}),
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

/** Validates a config against the catalogs; every mistake is named with its path and what was expected. */
export function parseRunConfig(written: ConfigTree, catalogs: CatalogsByRole): RunConfig {
  const roles = rolesOf(catalogs);
  const { metrics = [], ...rest } = normalizeRoles(written, [...roles, "engine"]);
  const components = Object.fromEntries(roles.map((role) => [role, parseComponent(role, rest[role], catalogs[role]!)]));
  const others = Object.fromEntries(Object.entries(rest).filter(([key]) => !roles.includes(key)));
  const known = [...roles, "metrics", ...Object.keys(settingsSchema.shape)];
  const stranger = Object.keys(others).find((key) => !known.includes(key));
  if (stranger) throw new UserError(`config: expected one of ${known.join(", ")}, got \`${stranger}\`.${didYouMean(stranger, known)}`);
  if (!Array.isArray(metrics) || metrics.length === 0) throw new UserError(`metrics: expected a list such as [average-precision, roc-auc], got ${JSON.stringify(metrics)}.`);
  return {
    ...readable("config", "", () => settingsSchema.parse(others)),
    components,
    metrics: metrics.map((metric) => parseComponent("metric", typeof metric === "string" ? { name: metric } : metric, catalogs["metric"]!)),
  };
}

/** The roles that a run chooses one component for. */
export function rolesOf(catalogs: CatalogsByRole): string[] {
  return Object.keys(catalogs).filter((role) => role !== "metric");
}

function parseComponent(role: string, written: unknown, catalog: Catalog<unknown>): ComponentConfig {
  const name = (written as { name?: unknown } | undefined)?.name;
  if (typeof name !== "string") throw new UserError(`${role}: expected one of ${catalog.names.join(", ")}, got ${JSON.stringify(written)}.`);
  if (!catalog.names.includes(name)) throw new UserError(`${role}: expected one of ${catalog.names.join(", ")}, got \`${name}\`.${didYouMean(name, catalog.names)}`);
  const { schema } = catalog.get(name);
  return readable(`${role}=${name}`, `${role}.`, () => schema.parse(written) as ComponentConfig, Object.keys(schema.shape).filter((key) => key !== "name"));
}

/** Turns zod's issues into sentences that name the setting. */
function readable<T>(what: string, prefix: string, parse: () => T, known: readonly string[] = []): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const sentences = error.issues.map((issue) => {
      const path = prefix + issue.path.join(".");
      if (issue.code !== "unrecognized_keys") return `${path}: ${issue.message}.`;
      const has = known.length > 0 ? `${what} has ${known.join(", ")}` : `${what} has other settings`;
      return issue.keys.map((key) => `${path}${issue.path.length > 0 ? "." : ""}${key}: no such setting; ${issue.path.length > 0 ? "see `--cfg`" : has}.${didYouMean(key, known)}`).join("\n");
    });
    throw new UserError(sentences.join("\n"));
  }
}

/** The known word that differs from `word` by few letters, as a question. */
function didYouMean(word: string, known: readonly string[]): string {
  const nearest = known.map((name) => [editDistance(word.toLowerCase(), name.toLowerCase()), name] as const).sort(([a], [b]) => a - b)[0];
  return nearest && nearest[0] <= Math.max(2, word.length / 4) ? ` Did you mean \`${nearest[1]}\`?` : "";
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
