import { didYouMean, type JsonSchema, jsonSchemaOf, parseSettings, UserError } from "@evenkeel/core";
import { z } from "zod";

/** A method of a comparison: what is laid over the common run config, and how it is called. */
const method = z.looseObject({
  title: z.string().optional().describe("what tables call it"),
  note: z.string().optional().describe("what a reader must know of it"),
});

/** A condition with settings, as `{ name: planted, rows: 4 }`, and a title where two have one name. */
const condition = z.looseObject({ name: z.string(), title: z.string().min(1).optional() });

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens")
    .describe("names the output folder"),
  title: z.string().describe("heads the report"),
  question: z.string().describe("what the comparison is to answer, for the report"),
  conditions: z
    .array(z.union([z.string().min(1), condition]))
    .min(1)
    .default(["clean"])
    .describe("what is done to the rows before any method sees them")
    .meta({ examples: [["clean", { name: "planted", rows: 4 }]] }),
  trials: z.int().positive().nullable().default(null).describe("how many trials of the protocol; null for all"),
  methods: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens"), method)
    .describe("by name, what each lays over the run that all share; `title` and `note` say what tables call it")
    .meta({ examples: [{ mine: { loss: "focal" } }] }),
  controls: z.boolean().default(true).describe("whether the controls of learned parts are made"),
  reference: z.string().describe("the method that wins and losses are counted against"),
  contrasts: z
    .array(z.tuple([z.string(), z.string()]))
    .default([])
    .describe("differences declared before the run; only they get p-values")
    .meta({ examples: [[["mine", "plain"]]] }),
  primary: z.string().describe("the metric that contrasts are about"),
  power: z.number().gt(0).lt(1).default(0.8).describe("with which the smallest difference that the report calls visible would be found"),
  launcher: z
    .union([z.string().min(1), z.looseObject({ name: z.string().default("local") })])
    .default("local")
    .describe("where the runs are done"),
  level: z.number().gt(0).lt(1).default(0.95).describe("of the intervals"),
  tuning: z.string().describe("how the common settings were chosen: for the ledger"),
  run: z.record(z.string(), z.unknown()).default({}).describe("laid over conf/config.yaml for every method"),
});

/** What an experiment file declares. */
export interface ComparisonConfig {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** What they are called: by title, or by name. */
  readonly conditions: readonly string[];
  /** What a run's `condition` is under each. */
  readonly conditionOf: Readonly<Record<string, { readonly name: string; readonly [setting: string]: unknown }>>;
  readonly trials: number | null;
  readonly methods: Readonly<Record<string, MethodConfig>>;
  readonly controls: boolean;
  readonly reference: string;
  readonly contrasts: readonly (readonly [string, string])[];
  readonly primary: string;
  readonly power: number;
  readonly launcher: string | { readonly name: string; readonly [setting: string]: unknown };
  readonly level: number;
  readonly tuning: string;
  readonly run: Readonly<Record<string, unknown>>;
}

/** What a method lays over the config that all share, and what tables say of it. */
export interface MethodConfig {
  readonly title?: string | undefined;
  readonly note?: string | undefined;
  readonly [setting: string]: unknown;
}

/** Keys of an experiment file: an override that begins with one of them is about the experiment, any other about its runs. */
export const comparisonKeys: readonly string[] = Object.keys(schema.shape).filter((key) => key !== "run");

/** The settings of an experiment by name, as JSON Schema. */
export const comparisonSettings = (): Readonly<Record<string, JsonSchema>> => jsonSchemaOf(schema).properties ?? {};

/** An experiment as JSON Schema, for editors. @param config - that of a run. */
export function comparisonJsonSchema(config: JsonSchema): JsonSchema {
  const { properties = {} } = jsonSchemaOf(schema);
  const named = { title: { type: "string" }, note: { type: "string" } };
  return {
    type: "object",
    properties: {
      ...properties,
      extends: { type: "string", description: "an experiment that this one lies over: a name, or the path of a file" },
      run: config,
      methods: { type: "object", additionalProperties: { ...config, properties: { ...config.properties, ...named } } },
    },
    additionalProperties: false,
  };
}

/**
 * Validates an experiment.
 *
 * @throws UserError with a sentence for each mistake.
 */
export function parseComparison(written: unknown): ComparisonConfig {
  const comparison = parseSettings(schema, written, {
    prefix: "",
    owner: "an experiment",
    remedy: "conf/experiment/comparison.yaml is an example.",
    elsewhere: () => " What all methods share stands under `run`.",
  });
  const names = Object.keys(comparison.methods);
  if (names.length === 0)
    throw new UserError(
      "methods: expected at least one, e.g. `methods.mine.loss=focal`, got none. conf/experiment/comparison.yaml is an example.",
    );
  if (!names.includes(comparison.reference))
    throw new UserError(
      `reference: expected one of the methods ${names.join(", ")}, got \`${comparison.reference}\`.${didYouMean(comparison.reference, names)}`,
    );
  return { ...comparison, ...conditionsIn(comparison.conditions) };
}

function conditionsIn(written: z.output<typeof schema>["conditions"]): Pick<ComparisonConfig, "conditions" | "conditionOf"> {
  const entries = written.map((chosen) => {
    const { title, ...own } = typeof chosen === "string" ? { name: chosen } : chosen;
    return [title ?? own.name, own] as const;
  });
  const names = entries.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UserError(
      `conditions: expected each once, got \`${twice}\` twice. Leave one out, or give it a title, e.g. \`{title: more, name: ${twice}, …}\`.`,
    );
  const strange = names.find((name) => !/^[a-z0-9][a-z0-9-]*$/.test(name));
  if (strange !== undefined)
    throw new UserError(`conditions: expected titles of lower-case letters, digits and hyphens, which name folders, got \`${strange}\`.`);
  return { conditions: names, conditionOf: Object.fromEntries(entries) };
}
