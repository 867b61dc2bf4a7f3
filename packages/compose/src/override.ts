import { isDeepStrictEqual } from "node:util";
import { UserError } from "@evenkeel/core";
import { type ConfigValue, parseValue } from "./parse-value.js";
import { isReserved, refuseReserved } from "./reserved-names.js";

/** `key=value` sets, `~key` takes away. */
export interface Override {
  readonly path: readonly string[];
  /** Absent to take the key away. */
  readonly value?: ConfigValue;
  /** As it was written. */
  readonly text: string;
}

const removal = /^~([\w./-]+)$/;
const setting = /^\+{0,2}([\w./-]+)=(.*)$/s;

/** Whether a word has the form of an override. */
export function isOverride(word: string): boolean {
  return removal.test(word) || setting.test(word);
}

/**
 * Reads `model.hidden=[64,32]`, `sampler=smote`, `+key=value`, `++key=value` and `~key`.
 *
 * As in Hydra; `+` is allowed and not needed, since a key that nobody reads is refused anyway.
 */
export function parseOverride(text: string): Override {
  const removed = removal.exec(text);
  if (removed) return { path: splitPath(removed[1]!, text), text };
  const set = setting.exec(text);
  if (!set)
    throw new UserError(
      `override: expected \`key=value\`, got \`${text}\`. For example \`optimizer.learningRate=0.01\` or \`sampler=smote\`.`,
    );
  const path = splitPath(set[1]!, text);
  const value = parseValue(set[2]!);
  refuseReserved(value, `override: \`${text}\``);
  if (typeof value === "string" && !/^\s*["']/.test(set[2]!) && /^[\w.+-]+(,[\w.+-]+)+$/.test(value)) {
    throw new UserError(
      `override: expected one value for \`${set[1]}\`, got several: \`${value}\`. Write a list as [${value}], or quote the text.`,
    );
  }
  return { path, value, text };
}

/**
 * `model={name: mlp, hidden: [64]}` as `model=mlp model.hidden=[64]`: what is set as a whole is merged and checked as its parts are.
 *
 * @param wholes - keys whose values are settings: roles, `training`.
 */
export function spreadOverride(override: Override, wholes: readonly string[]): Override[] {
  const { path, value, text } = override;
  if (path.length !== 1 || !wholes.includes(path[0]!) || typeof value !== "object" || value === null || Array.isArray(value))
    return [override];
  const entries = Object.entries(value as Readonly<Record<string, ConfigValue>>);
  if (entries.length === 0) return [override];
  return entries.map(([key, inner]) => (key === "name" ? { path, value: inner, text } : { path: [...path, key], value: inner, text }));
}

function splitPath(written: string, text: string): string[] {
  const path = written.replaceAll("/", ".").split(".");
  if (path.includes(""))
    throw new UserError(`override: expected names with a dot between them, e.g. \`model.hidden=[64]\`, got \`${text}\`.`);
  const reserved = path.find(isReserved);
  if (reserved !== undefined)
    throw new UserError(
      `override: expected names of settings, classes and methods, got \`${reserved}\` in \`${text}\`, which JavaScript keeps for itself. Use another name.`,
    );
  return path;
}

/**
 * Refuses overrides of which one would silently undo another: the same key with two values, or a key beside a whole that holds
 * it.
 */
export function refuseRepeated(overrides: readonly Override[]): void {
  overrides.forEach((later, i) => {
    const earlier = overrides.slice(0, i).find((other) => other.text !== later.text && undoes(other, later));
    if (!earlier) return;
    const { path } = earlier.path.length > later.path.length ? earlier : later;
    throw new UserError(
      `${path.join(".")}: expected one value, got two: \`${earlier.text}\` and \`${later.text}\`. Leave one of them out.`,
    );
  });
}

function undoes(earlier: Override, later: Override): boolean {
  const [short, long] = earlier.path.length <= later.path.length ? [earlier, later] : [later, earlier];
  if (!short.path.every((key, i) => key === long.path[i])) return false;
  if (short.path.length === long.path.length) return !isDeepStrictEqual(short.value, long.value);
  const inner = long.path.slice(short.path.length);
  // A choice is the name of its component.
  if (typeof short.value === "string") return inner.join(".") === "name" && short.value !== long.value;
  // A whole that is set before its part is changed by it, unless it holds the part itself.
  return short === later ? short.value !== undefined : valueAt(short.value, inner) !== undefined;
}

function valueAt(value: ConfigValue | undefined, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}
