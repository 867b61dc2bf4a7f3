import { UserError } from "@evenkeel/core";
import { type ConfigValue, parseValue } from "./parse-value.js";

/** `key=value` sets, `~key` takes away. */
export interface Override {
  readonly path: readonly string[];
  /** Absent to take the key away. */
  readonly value?: ConfigValue;
  /** As it was written. */
  readonly text: string;
}

/**
 * Reads `model.hidden=[64,32]`, `sampler=smote`, `+key=value`, `++key=value` and `~key`.
 *
 * As in Hydra; `+` is allowed and not needed, since a key that nobody reads is refused anyway.
 */
export function parseOverride(text: string): Override {
  const removal = /^~([\w./-]+)$/.exec(text);
  if (removal) return { path: splitPath(removal[1]!), text };
  const setting = /^\+{0,2}([\w./-]+)=(.*)$/s.exec(text);
  if (!setting) throw new UserError(`override: expected \`key=value\`, got \`${text}\`. For example \`optimizer.learningRate=0.01\` or \`sampler=smote\`.`);
  const value = parseValue(setting[2]!);
  if (typeof value === "string" && /^[\w.+-]+(,[\w.+-]+)+$/.test(value)) {
    throw new UserError(`override: expected one value for \`${setting[1]}\`, got several: \`${value}\`. Write a list as [${value}], or quote the text.`);
  }
  return { path: splitPath(setting[1]!), value, text };
}

const splitPath = (path: string): string[] => path.replaceAll("/", ".").split(".");
