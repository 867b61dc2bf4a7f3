import { type AnyComponent, type Catalog, UserError } from "@evenkeel/core";
import { z } from "zod";
import type { Arguments } from "../arguments.js";
import { catalogs } from "../catalogs.js";

/** `evenkeel components [role] [name]` */
export async function componentsCommand({ words: [role, name] }: Arguments): Promise<number> {
  if (role === undefined) {
    for (const key of Object.keys(catalogs)) process.stdout.write(roleText(key, catalogs[key]!));
    return 0;
  }
  const catalog = catalogs[role];
  if (!catalog) throw new UserError(`components: expected one of ${Object.keys(catalogs).join(", ")}, got \`${role}\`.`);
  const names = name === undefined ? catalog.names : [name];
  for (const each of names) process.stdout.write(componentText(role, catalog.get(each) as AnyComponent));
  return 0;
}

function roleText(role: string, catalog: Catalog<unknown>): string {
  const width = Math.max(...catalog.names.map((name) => name.length)) + 2;
  const lines = catalog.names.map((name) => `  ${name.padEnd(width)}${catalog.get(name).summary}`);
  return `${role}\n${lines.join("\n")}\n\n`;
}

function componentText(role: string, { name, summary, paper, schema, inject }: AnyComponent): string {
  const settings = Object.entries((z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }).properties ?? {}) as Record<string, JsonSchema>).filter(([key]) => key !== "name");
  const lines = [`${role}=${name}`, `  ${summary}`];
  for (const [key, setting] of settings) lines.push(`  ${role}.${key}: ${typeOf(setting)}${setting.default === undefined ? "" : `, default ${JSON.stringify(setting.default)}`}`, ...(setting.description ? [`      ${setting.description}`] : []));
  const parts = inject.map((token) => token.description!.replace("evenkeel/", "")).filter((part) => part in catalogs);
  if (parts.length > 0) lines.push(`  is composed of ${parts.join(", ")}`);
  if (paper) lines.push(`  ${paper.authors}, "${paper.title}", ${paper.venue}${paper.url ? `. ${paper.url}` : ""}`);
  if (paper?.reconstruction) lines.push(`  Reconstruction: ${paper.reconstruction}`);
  return `${lines.join("\n")}\n\n`;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  return `${schema.type === "integer" ? "whole number" : String(schema.type ?? "any")}${rangeOf(schema)}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const bounds = [
    ...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? [`≥ ${minimum}`] : []),
    ...(exclusiveMinimum !== undefined ? [`> ${exclusiveMinimum}`] : []),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? [`≤ ${maximum}`] : []),
    ...(exclusiveMaximum !== undefined ? [`< ${exclusiveMaximum}`] : []),
  ];
  return bounds.length > 0 ? ` ${bounds.join(", ")}` : "";
}
