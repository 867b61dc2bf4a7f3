import { type CatalogsByRole, runSettings, settingNames } from "@evenkeel/compose";
import {
  type AnyComponent,
  type Catalog,
  didYouMean,
  type JsonSchema,
  jsonSchemaOf,
  tokenName,
  UserError,
  valueText,
} from "@evenkeel/core";
import type { Arguments } from "../arguments.js";

/** `evenkeel components [role] [name]` */
export async function componentsCommand({ bench: { catalogs, presets }, words: [role, name] }: Arguments): Promise<number> {
  if (role === undefined) {
    for (const key of Object.keys(catalogs)) process.stdout.write(roleText(key, catalogs[key]!, presets.get(key)));
    return 0;
  }
  const settings = [...runSettings].filter(([path]) => path === role || path.startsWith(`${role}.`));
  if (settings.length > 0 && name === undefined) {
    for (const [path, { schema }] of settings) process.stdout.write(settingText(path, jsonSchemaOf(schema)));
    return 0;
  }
  const catalog = Object.hasOwn(catalogs, role) ? catalogs[role] : undefined;
  if (!catalog)
    throw new UserError(
      `components: expected one of ${[...Object.keys(catalogs), ...settingNames].join(", ")}, got \`${role}\`.${hint(catalogs, role)}`,
    );
  const names = name === undefined ? catalog.names : [name];
  for (const each of names) process.stdout.write(componentText(catalogs, role, catalog.get(each)));
  return 0;
}

/** A misspelt role, or the name of a component without its role. */
function hint(catalogs: CatalogsByRole, word: string): string {
  const role = Object.keys(catalogs).find((each) => catalogs[each]!.names.includes(word));
  return role ? ` Did you mean \`evenkeel components ${role} ${word}\`?` : didYouMean(word, [...Object.keys(catalogs), ...settingNames]);
}

function roleText(role: string, catalog: Catalog, presets: ReadonlyMap<string, object> = new Map()): string {
  const width = Math.max(...[...catalog.names, ...presets.keys()].map((name) => name.length)) + 2;
  const lines = [
    ...catalog.names.map((name) => `  ${name.padEnd(width)}${catalog.get(name).summary}`),
    ...[...presets].map(([name, config]) => `  ${name.padEnd(width)}${JSON.stringify(config)}, of the project`),
  ];
  return `${role}\n${lines.join("\n")}\n\n`;
}

/** A setting: what it takes, its default, what it does. */
function settingText(path: string, setting: JsonSchema): string {
  const usual = setting.default === undefined ? "" : `, default ${JSON.stringify(setting.default)}`;
  const indent = path.replace(/\S.*/, "");
  return `${path}: ${valueText(setting)}${usual}\n${setting.description ? `${indent}    ${setting.description}\n` : ""}`;
}

function componentText(catalogs: CatalogsByRole, role: string, { name, summary, paper, schema, inject }: AnyComponent): string {
  const settings = Object.entries(jsonSchemaOf(schema).properties ?? {}).filter(([key]) => key !== "name");
  const lines = [`${role}=${name}`, `  ${summary}`];
  for (const [key, setting] of settings) lines.push(settingText(`  ${role}.${key}`, setting).trimEnd());
  const parts = inject.map(tokenName).filter((part) => part in catalogs);
  if (parts.length > 0) lines.push(`  is composed of ${parts.join(", ")}`);
  if (paper) lines.push(`  ${paper.authors}, "${paper.title}", ${paper.venue}${paper.url ? `. ${paper.url}` : ""}`);
  if (paper?.reconstruction) lines.push(`  Reconstruction: ${paper.reconstruction}`);
  return `${lines.join("\n")}\n\n`;
}
