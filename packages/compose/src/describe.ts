import { type AnyComponent, type Catalog, jsonSchemaOf, type JsonSchema, tokenName, valueText } from "@evenkeel/core";
import type { CatalogsByRole } from "./run-config.js";

/**
 * A role and what there is of it, a line each.
 *
 * @param presets - what a project calls components with settings.
 */
export function roleText(role: string, catalog: Catalog, presets: ReadonlyMap<string, object> = new Map()): string {
  const width = Math.max(...[...catalog.names, ...presets.keys()].map((name) => name.length)) + 2;
  const lines = [
    ...catalog.names.map((name) => `  ${name.padEnd(width)}${catalog.get(name).summary}`),
    ...[...presets].map(([name, config]) => `  ${name.padEnd(width)}${JSON.stringify(config)}, of the project`),
  ];
  return `${role}\n${lines.join("\n")}\n\n`;
}

/** A setting: what it takes, its default, what it does. */
export function settingText(path: string, setting: JsonSchema): string {
  const usual = setting.default === undefined ? "" : `, default ${JSON.stringify(setting.default)}`;
  const indent = path.replace(/\S.*/, "");
  return `${path}: ${valueText(setting)}${usual}\n${setting.description ? `${indent}    ${setting.description}\n` : ""}`;
}

/** A component with its settings, its parts and its paper. */
export function componentText(catalogs: CatalogsByRole, role: string, { name, summary, paper, schema, inject }: AnyComponent): string {
  const settings = Object.entries(jsonSchemaOf(schema).properties ?? {}).filter(([key]) => key !== "name");
  const lines = [`${role}=${name}`, `  ${summary}`];
  for (const [key, setting] of settings) lines.push(settingText(`  ${role}.${key}`, setting).trimEnd());
  const parts = inject.map(tokenName).filter((part) => part in catalogs);
  if (parts.length > 0) lines.push(`  is composed of ${parts.join(", ")}`);
  if (paper) lines.push(`  ${paper.authors}, "${paper.title}", ${paper.venue}${paper.url ? `. ${paper.url}` : ""}`);
  if (paper?.reconstruction) lines.push(`  Reconstruction: ${paper.reconstruction}`);
  return `${lines.join("\n")}\n\n`;
}
