import { type JsonSchema, jsonSchemaOf, roles, type RoleName } from "@evenkeel/core";
import { type CatalogsByRole, listName, listRolesOf, rolesOf } from "./run-config.js";
import { settingsSchema } from "./run-settings.js";

/**
 * The config of a run as JSON Schema, for editors: every role with its components and their settings, and the settings of the run.
 *
 * @param presetsOf - names besides those of components that a role may be chosen by.
 */
export function configJsonSchema(catalogs: CatalogsByRole, presetsOf: (role: string) => readonly string[] = () => []): JsonSchema {
  const single = rolesOf(catalogs).map((role) => [role, choiceOf(role, catalogs, presetsOf(role))] as const);
  const many = listRolesOf(catalogs).map((role) => {
    const least = roles[role as RoleName].mayBeNone ? 0 : 1;
    return [listName(role), { type: "array", items: choiceOf(role, catalogs), minItems: least }] as const;
  });
  const { properties = {} } = jsonSchemaOf(settingsSchema);
  return { type: "object", properties: { ...Object.fromEntries([...single, ...many]), ...properties }, additionalProperties: false };
}

/** A component by its name, by its name with settings, or settings of the one that is chosen below. */
function choiceOf(role: string, catalogs: CatalogsByRole, presets: readonly string[] = []): JsonSchema {
  const { names, get } = catalogs[role]!;
  const components = names.map((name) => {
    const { $schema: _, ...schema } = jsonSchemaOf(get(name).schema) as JsonSchema & { $schema?: string };
    return { ...schema, description: get(name).summary };
  });
  return {
    anyOf: [
      { enum: [...names, ...presets] },
      ...components,
      { type: "object", properties: { name: false as never }, additionalProperties: true },
    ],
  };
}
