import { z } from "zod";
import { didYouMean } from "./did-you-mean.js";
import { UserError } from "./errors.js";
import { exampleOf, jsonSchemaOf, type JsonSchema, schemaAt, shown, valueText } from "./json-schema.js";

/** Where settings stand, for messages about them. */
export interface SettingsPlace {
  /** What their names begin with: `model.`, `metrics[1].`, or nothing. */
  readonly prefix: string;
  /** What has these settings: `model=mlp`. */
  readonly owner: string;
  /** Ends each message: what to do. */
  readonly remedy: string;
  /** More to say of a setting that is not there: where it exists. */
  elsewhere?(key: string): string;
}

/**
 * Validates settings.
 *
 * @throws UserError with a sentence for each mistake: the setting, what was expected with an example, what came, what to do.
 */
export function parseSettings<T>(schema: z.ZodType<T>, written: unknown, place: SettingsPlace): T {
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  const shape = jsonSchemaOf(schema);
  const sentences = parsed.error.issues.flatMap((issue) => sentencesOf(issue, shape, written, place));
  throw new UserError([...new Set(sentences)].join("\n"));
}

function sentencesOf(issue: z.core.$ZodIssue, shape: JsonSchema, written: unknown, place: SettingsPlace): string[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => strangerText(key, issue.path, shape, place));
  if (issue.code === "invalid_key")
    return [
      `${place.prefix}${dotted(issue.path)}: expected a name of ${issue.issues[0]?.message ?? "another form"}, got \`${String(issue.path.at(-1))}\`. ${place.remedy}`,
    ];
  const path = settingOf(issue.path);
  const name = place.prefix + dotted(path);
  const at = schemaAt(shape, path) ?? {};
  return [`${name}: expected ${expectation(issue, at)}${exampleText(name, at)}, got ${gotText(written, path, at, name)}. ${place.remedy}`];
}

/** A mistake in a list is told of the list: nobody writes `hidden.0`. */
function settingOf(path: readonly PropertyKey[]): readonly PropertyKey[] {
  const inList = path.findIndex((key) => typeof key === "number");
  return inList < 0 ? path : path.slice(0, inList);
}

function expectation(issue: z.core.$ZodIssue, at: JsonSchema): string {
  // What a component or a pattern says in its own words.
  if (issue.code === "custom") return issue.message.replace(/^expected /, "");
  if (issue.code === "invalid_format" && !issue.message.startsWith("Invalid")) return `a text of ${issue.message}`;
  return valueText(at) + (at.description ? ` (${at.description})` : "");
}

function exampleText(name: string, at: JsonSchema): string {
  const example = at.type === "object" && at.properties ? undefined : exampleOf(at);
  // A list of components is written as a whole.
  if (example !== undefined)
    return name.includes("[") ? `, e.g. \`${name.split(".").at(-1)}: ${shown(example)}\`` : `, e.g. \`${name}=${shown(example)}\``;
  const [inner] = Object.entries(at.properties ?? {})
    .map(([key, schema]) => [key, exampleOf(schema)] as const)
    .filter(([, value]) => value !== undefined);
  return inner ? `, e.g. \`${name}.${inner[0]}=${shown(inner[1])}\`` : "";
}

function gotText(written: unknown, path: readonly PropertyKey[], { type }: JsonSchema, name: string): string {
  const value = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    written,
  );
  if (value === undefined) return "none";
  if (type === "string" && (typeof value === "number" || typeof value === "boolean"))
    return `${shown(value)}, which is no text unless quoted: \`${name}="'${shown(value)}'"\``;
  return value === "" ? "an empty text" : `\`${shown(value)}\``;
}

function strangerText(key: string, path: readonly PropertyKey[], shape: JsonSchema, { prefix, owner, elsewhere }: SettingsPlace): string {
  const known = Object.keys(schemaAt(shape, path)?.properties ?? {}).filter((name) => name !== "name" || path.length > 0 || prefix === "");
  const where = path.length > 0 ? prefix + dotted(path) : owner;
  const has = known.length > 0 ? `${where} has ${known.join(", ")}` : `${where} has no settings`;
  const hint = didYouMean(key, known) || (elsewhere?.(key) ?? "");
  return `${prefix}${dotted([...path, key])}: no such setting; ${has}.${hint}`;
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join(".");
