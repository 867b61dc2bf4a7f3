import type { Idle, Learned, Phase } from "@evenkeel/core";
import { z } from "zod";

/** What decides whether a setting has an effect. */
export interface SettingFacts {
  /** The value of another setting, by path. */
  valueOf(path: string): unknown;
  readonly learned: Learned | null;
}

/** A setting of a run that is no component's: `training.updates`. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** The phases that read it. */
  readonly readBy: readonly Phase[];
  /** Why it has no effect beside the others, as a sentence. */
  idle?(facts: SettingFacts): string | false;
  /** Which settings of components a value of it leaves without effect, by path. */
  leavesIdle?(value: unknown): Idle;
  /** Whether each run of a comparison has its own, so that it says nothing of a method. */
  readonly isPlace?: boolean;
}

const setting = <Schema extends z.ZodType>(
  readBy: readonly Phase[],
  schema: Schema,
  more: Pick<Setting, "idle" | "isPlace" | "leavesIdle"> = {},
): Setting<Schema> => ({ schema, readBy, ...more });

const schemasOf = <Of extends Readonly<Record<string, { readonly schema: z.ZodType }>>>(of: Of) =>
  Object.fromEntries(Object.entries(of).map(([name, { schema }]) => [name, schema])) as { [Name in keyof Of]: Of[Name]["schema"] };

const group = <Of extends Readonly<Record<string, Setting>>>(of: Of) => ({
  of,
  schema: z.strictObject(schemasOf(of)).prefault({} as never),
});

const ensemble = group({
  members: setting(
    ["draw"],
    z
      .int()
      .positive()
      .max(1000)
      .default(1)
      .describe("models that are trained, each with draws of its own; their probabilities are averaged"),
  ),
});

const training = group({
  updates: setting(["updates"], z.int().positive().default(1500).describe("updates of the model")),
  batchSize: setting(
    ["updates"],
    z.int().positive().default(32).describe("natural rows in a batch; synthetic ones come on top, in proportion"),
  ),
  metaBatchPerClass: setting(["meta"], z.int().positive().default(4).describe("meta rows of each class in a meta batch")),
  epochs: setting(
    ["updates"],
    z.int().positive().nullable().default(null).describe("passes over the training rows, in place of a number of updates"),
    { leavesIdle: (epochs) => ({ "training.updates": epochs !== null && "`training.epochs` replaces it." }) },
  ),
  window: setting(["updates"], z.int().positive().default(50).describe("updates between two reports")),
  rows: setting(
    ["draw"],
    z
      .enum(["auto", "without-meta", "train", "labelled"])
      .default("auto")
      .describe(
        "auto: all labelled rows (train, meta, validation), but those that are used otherwise; without-meta: those of a run that learns from meta rows",
      ),
  ),
  redrawEvery: setting(
    ["updates"],
    z.int().positive().nullable().default(null).describe("epochs between two draws of the sampler; null draws once for the run"),
  ),
  moves: setting(
    ["updates"],
    z.enum(["all", "body", "head"]).default("all").describe("which parameters move; the others stay as they start"),
  ),
  permuteWeights: setting(
    ["meta"],
    z.boolean().default(false).describe("control: hands the weights that are learned for each batch to other rows of the same class"),
    { idle: ({ learned }) => learned?.what !== "batch-weights" && "only weights that are made anew for each batch are handed on." },
  ),
});

const evaluation = group({
  every: setting(
    ["updates"],
    z.int().positive().nullable().default(null).describe("updates between two evaluations while training; null is each `training.window`"),
  ),
  sets: setting(
    ["fit", "updates"],
    z
      .array(z.enum(["train", "validation", "test"]))
      .default(["test"])
      .describe("rows that are looked at; nothing is chosen by them"),
  ),
  scores: setting(
    ["fit", "updates"],
    z.array(z.string().min(1)).default(["loss"]).describe("what is looked at: `loss`, or metrics of the run, e.g. `average_precision`"),
  ),
});

const engine = group({
  name: setting(["open"], z.enum(["wasm", "native", "auto"]).default("wasm")),
  fusedMultiplyAdd: setting(["open"], z.boolean().default(false).describe("faster, but the last bits depend on the machine"), {
    idle: ({ valueOf }) => valueOf("engine.name") === "native" && "`engine=native` computes as TensorFlow does.",
  }),
});

/** The settings of a run that are no component's, and who reads them. The only list of them. */
const table = {
  seed: setting(
    ["open"],
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(0)
      .describe("every random stream of the run is derived from it"),
  ),
  trial: setting(["open"], z.int().min(0).default(0).describe("which split of the protocol"), { isPlace: true }),
  positive: setting(
    ["score"],
    z
      .union([z.string(), z.number(), z.boolean()])
      .transform(String)
      .nullable()
      .default(null)
      .describe("name of the class of interest of two: what average precision, ROC-AUC and charts are about; null for the rarest"),
  ),
  training,
  stages: setting(
    ["updates"],
    z
      .array(z.record(z.string(), z.unknown()))
      .default([])
      .describe(
        "trainings after this one, each from where the one before ended: what is laid over the config, e.g. `[{training: {moves: head}, batcher: class-balanced}]`",
      ),
  ),
  ensemble,
  evaluation,
  engine,
};

export const settingsSchema = z.strictObject(schemasOf(table));

export type RunSettings = z.output<typeof settingsSchema>;

/** The same as it is written: what is left out has its default. */
export type RunSettingsInput = z.input<typeof settingsSchema>;

/** By path: `seed`, `training.updates`. */
export const runSettings: ReadonlyMap<string, Setting> = new Map(
  Object.entries(table).flatMap(([name, entry]): [string, Setting][] =>
    "of" in entry
      ? Object.entries(entry.of as Readonly<Record<string, Setting>>).map(([key, own]) => [`${name}.${key}`, own])
      : [[name, entry]],
  ),
);

/** Names on the first level: `seed`, `training`. */
export const settingNames: readonly string[] = Object.keys(table);

/** Names that hold settings: `training`, `engine`. */
export const settingGroups: readonly string[] = Object.entries(table).flatMap(([name, entry]) => ("of" in entry ? [name] : []));

/** Those that are chosen by a name, so that `engine=native` says it all. */
export const choiceGroups: readonly string[] = settingGroups.filter((name) => runSettings.has(`${name}.name`));

/** The value of a setting by its path. */
export function settingAt(settings: RunSettings, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)[key], settings);
}
