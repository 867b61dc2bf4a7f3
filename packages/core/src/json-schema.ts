import { z } from "zod";

/** The part of JSON Schema that settings are described by. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly title?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
}

/** What a schema takes, as data. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

/** What a value must be: `a whole number > 0`, `one of auto, minority, or a number > 0, ≤ 1`. */
export function valueText(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.anyOf) return schema.anyOf.map(valueText).join(", or ");
  if (schema.enum) return schema.enum.length === 1 ? shown(schema.enum[0]) : `one of ${schema.enum.map(shown).join(", ")}`;
  if (schema.const !== undefined) return shown(schema.const);
  if (typeof schema.type === "object") return schema.type.map((type) => valueText({ type })).join(", or ");
  switch (schema.type) {
    case "array":
      return schema.prefixItems
        ? `a list of ${schema.prefixItems.length}: ${schema.prefixItems.map(valueText).join(", ")}`
        : `a list${(schema.minItems ?? 0) > 0 ? " that is not empty" : ""}, each ${valueText(typeof schema.items === "object" ? schema.items : {})}`;
    case "object":
      return objectText(schema);
    case "string":
      return schema.maxLength === 1 ? "one character" : (schema.minLength ?? 0) > 0 ? "a text that is not empty" : "a text";
    case "integer":
      return `a whole number${rangeText(schema)}`;
    case "number":
      return `a number${rangeText(schema)}`;
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    default:
      return "a value";
  }
}

function objectText({ properties, additionalProperties }: JsonSchema): string {
  if (properties) return `settings (${Object.keys(properties).join(", ")})`;
  return `{name: value} with, for each name, ${valueText(typeof additionalProperties === "object" ? additionalProperties : {})}`;
}

function rangeText({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: JsonSchema): string {
  const bounds = [
    ...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? [` ≥ ${minimum}`] : []),
    ...(exclusiveMinimum !== undefined ? [` > ${exclusiveMinimum}`] : []),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? [` ≤ ${maximum}`] : []),
    ...(exclusiveMaximum !== undefined ? [` < ${exclusiveMaximum}`] : []),
    ...(multipleOf !== undefined && multipleOf !== 1 ? [` in steps of ${multipleOf}`] : []),
  ];
  return bounds.join(",");
}

/** The schema of what lies at `path`; null where the schema knows nothing. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | null {
  return path.reduce<JsonSchema | null>((at, key) => {
    if (!at) return null;
    const own = at.properties && Object.hasOwn(at.properties, key) ? at.properties[key as string] : undefined;
    if (own) return own;
    if (typeof key === "number") return at.prefixItems?.[key] ?? (typeof at.items === "object" ? at.items : null);
    if (typeof at.additionalProperties === "object") return at.additionalProperties;
    return at.anyOf?.map((choice) => schemaAt(choice, [key])).find((found) => found !== null) ?? null;
  }, schema);
}

/** A value that the schema takes, or undefined where only the user can know one. */
export function exampleOf(schema: JsonSchema): unknown {
  const [first] = schema.examples ?? [];
  if (first !== undefined) return first;
  if (schema.default !== undefined && schema.default !== null) return isEmpty(schema.default) ? undefined : schema.default;
  if (schema.anyOf) return schema.anyOf.map(exampleOf).find((example) => example !== undefined);
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.type === "boolean") return true;
  if (schema.type !== "integer" && schema.type !== "number") return undefined;
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const [low, high] = [minimum ?? exclusiveMinimum ?? 0, maximum ?? exclusiveMaximum ?? Number.POSITIVE_INFINITY];
  if (schema.type === "integer") return exclusiveMinimum === undefined ? Math.max(low, Math.min(1, high)) : low + 1;
  return low + 1 < high ? low + 1 : (low + high) / 2;
}

const isEmpty = (value: unknown): boolean => typeof value === "object" && Object.keys(value!).length === 0;

/** A value as it would be written on the command line, shortened. */
export function shown(value: unknown): string {
  const text = written(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A value in the grammar of overrides. */
function written(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return /^[\p{L}\p{N}_./ -]+$/u.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${key}: ${written(inner)}`)
      .join(", ")}}`;
  return String(value);
}
