import { readFileSync } from "node:fs";
import { UserError } from "@evenkeel/core";
import { parse, stringify, YAMLParseError } from "yaml";
import type { ConfigTree } from "./compose-config.js";

/** Reads a YAML file that holds a mapping. */
export function loadYaml(path: string): ConfigTree {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`config: expected a file ${path}, got none (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    const config: unknown = parse(text);
    if (typeof config === "object" && config !== null && !Array.isArray(config)) return config as ConfigTree;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UserError(`config: ${path}: ${error.message}`);
    throw error;
  }
  throw new UserError(`config: expected ${path} to hold \`key: value\` lines, got something else.`);
}

/** A config as YAML, in the order of its keys. */
export function toYaml(config: unknown): string {
  return stringify(config);
}
