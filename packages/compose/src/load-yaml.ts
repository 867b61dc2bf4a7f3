import { readFileSync } from "node:fs";
import { UserError } from "@evenkeel/core";
import { parseDocument, stringify } from "yaml";
import type { ConfigTree } from "./compose-config.js";
import { refuseReserved } from "./reserved-names.js";

/**
 * Reads a YAML file that holds a mapping.
 *
 * @param empty - whether one with nothing but comments will do.
 * @throws UserError naming the file, and the line of what is no YAML.
 */
export function loadYaml(path: string, empty: "may be empty" | "is refused" = "is refused"): ConfigTree {
  const written = parsed(textOf(path), path);
  const config = written === null && empty === "may be empty" ? {} : written;
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new UserError(
      `${path}: expected lines of \`key: value\`, got ${config === null ? "an empty file" : Array.isArray(config) ? "a list" : `the text \`${String(config).slice(0, 40)}\``}. See conf/experiment/comparison.yaml for an example.`,
    );
  }
  refuseReserved(config, path);
  return config as ConfigTree;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const got = code === "ENOENT" ? "none" : code === "EISDIR" ? "a folder" : `one that cannot be read (${code})`;
    throw new UserError(`${path}: expected a YAML file, got ${got}. Check the path.`);
  }
}

function parsed(text: string, path: string): unknown {
  const document = parseDocument(text, { logLevel: "error" });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const line = problem.linePos?.[0].line;
    throw new UserError(
      `${path}: expected YAML${line === undefined ? "" : `, line ${line}`}, got another form: ${problem.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "")}. Indent with spaces, and write each key once.`,
    );
  }
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor, or too many of them.
    throw new UserError(`${path}: expected YAML, got another form: ${(error as Error).message.split("\n")[0]}. Write the values out.`);
  }
}

/** A config as YAML, in the order of its keys, every value written out. */
export function toYaml(config: unknown): string {
  return stringify(config, { aliasDuplicateObjects: false });
}
