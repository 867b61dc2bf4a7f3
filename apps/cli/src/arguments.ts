import { parseArgs } from "node:util";
import {
  isOverride,
  listName,
  listRolesOf,
  type Override,
  parseOverride,
  refuseRepeated,
  rolesOf,
  settingElsewhere,
  settingNames,
  spreadOverride,
} from "@evenkeel/compose";
import { didYouMean, UserError } from "@evenkeel/core";
import { comparisonKeys } from "@evenkeel/experiment";
import type { Workbench } from "evenkeel/workbench";
import { commandLines, type CommandLine } from "./command-lines.js";

/** What stood on the command line after the command, and what it is about. */
export interface Arguments {
  readonly bench: Workbench;
  readonly words: readonly string[];
  readonly overrides: readonly Override[];
  readonly output: string;
  readonly fresh: boolean;
  readonly cfg: boolean;
  readonly workers: number | null;
  /** Options of single commands, by name. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Reads what follows a command: options that it has, words that it expects, and `key=value` if it takes settings.
 *
 * @throws UserError for anything else: nothing that was typed is left unread.
 */
export function parseArguments(bench: Workbench, line: CommandLine, argv: readonly string[]): Arguments {
  const command: Command = { ...line, keys: keysOf(bench, line.settings), bench };
  // Strings alone tell whether a value was given; what is allowed is checked here, in words of ours.
  const known = commandLines.flatMap(({ options }) => Object.entries(options));
  const types = Object.fromEntries(
    known.map(([name, { value }]) => [name, { type: value === null ? ("boolean" as const) : ("string" as const) }]),
  );
  const { tokens } = parseArgs({ args: [...argv], options: types, allowPositionals: true, strict: false, tokens: true });
  const given = new Map<string, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    checkOption(command, token.name, token.rawName, token.value, token.inlineValue ?? false, argv);
    if (given.has(token.name)) throw new UserError(`${token.rawName}: expected once, got twice. Leave one of them out.`);
    given.set(token.name, token.value ?? "");
  }
  const { words, overrides } = sorted(command, positionals);
  return {
    bench,
    words,
    overrides,
    output: given.get("output") ?? "outputs",
    fresh: given.has("fresh"),
    cfg: given.has("cfg"),
    workers: given.has("workers") ? wholeNumber(given.get("workers")!) : null,
    options: Object.fromEntries(given),
  };
}

/** A command, and what its settings may begin with. */
interface Command extends CommandLine {
  readonly keys: readonly string[] | null;
  readonly bench: Workbench;
}

function keysOf({ catalogs }: Workbench, settings: CommandLine["settings"]): readonly string[] | null {
  if (settings === null) return null;
  const ofRuns = [...rolesOf(catalogs), ...listRolesOf(catalogs).map(listName), ...settingNames];
  return settings === "run" ? ofRuns : [...new Set(["experiment", ...comparisonKeys, ...ofRuns])];
}

function checkOption(
  command: Command,
  name: string,
  raw: string,
  value: string | undefined,
  isInline: boolean,
  argv: readonly string[],
): void {
  const option = Object.hasOwn(command.options, name) ? command.options[name]! : null;
  if (option === null || raw.startsWith("--") !== name.length > 1) throw new UserError(strangerText(command, name, raw, argv));
  if (option.value === null) {
    if (value !== undefined) throw new UserError(`${raw}: expected no value, got \`${value}\`. Write \`${raw}\` alone.`);
    return;
  }
  if (value === undefined || (value.startsWith("-") && !isInline))
    throw new UserError(
      `${raw}: expected ${option.value}, got ${value === undefined ? "nothing" : `the option \`${value}\``}. Write \`${raw} ${option.value}\`.`,
    );
  if (value === "")
    throw new UserError(
      `${raw}: expected ${option.value}, got an empty text. Write \`${raw} ${option.value}\`${option.default ? `, or leave it out for ${option.default}` : ""}.`,
    );
}

function strangerText(command: Command, name: string, raw: string, argv: readonly string[]): string {
  const help = `\`evenkeel ${command.name} --help\` lists the options.`;
  const owners = commandLines.filter(({ options }) => Object.hasOwn(options, name)).map((other) => `\`evenkeel ${other.name}\``);
  if (owners.length > 0)
    return `evenkeel ${command.name}: expected an option that it reads, got \`${raw}\`, an option of ${owners.join(", ")}. Leave it out.`;
  const [first] = name.split(/[.=]/);
  const text = argv.find((word) => word.replace(/^-+/, "").startsWith(name)) ?? name;
  if (command.keys?.includes(first!)) {
    const next = argv[argv.indexOf(text) + 1];
    const [key, value = next ?? "…"] = text.replace(/^-+/, "").split("=");
    return `evenkeel ${command.name}: expected settings as \`key=value\`, got the option \`${raw}\`. Did you mean \`${key}=${value}\`?`;
  }
  return `evenkeel ${command.name}: expected one of its options, got \`${raw}\`.${didYouMean(name, Object.keys(command.options)).replace("`", "`--")} ${help}`;
}

/** Tells words from settings. */
function sorted(command: Command, positionals: readonly string[]): { words: string[]; overrides: Override[] } {
  const texts = command.keys ? positionals.filter(isOverride) : [];
  const words = positionals.filter((word) => !texts.includes(word));
  const stray = words.find((word, i) => i >= command.words.length || (!command.keys && word.includes("=")));
  if (stray !== undefined) throw new UserError(command.keys ? strayText(command, positionals, stray) : surplusText(command, stray));
  const overrides = texts.map(parseOverride);
  for (const override of overrides) checkKey(command, override);
  refuseRepeated(overrides);
  return { words, overrides: overrides.flatMap((override) => spreadOverride(override, [...command.bench.choices, "training"])) };
}

/** A word where settings are expected: most likely one whose equals sign is missing or in the wrong place. */
function strayText({ name, keys, bench: { catalogs } }: Command, positionals: readonly string[], stray: string): string {
  const at = positionals.indexOf(stray);
  const [before, after, afterNext] = [positionals[at - 1] ?? "", positionals[at + 1], positionals[at + 2]];
  const isKey = (word: string) => keys!.includes(word.split(".")[0]!);
  const role = Object.keys(catalogs).find((each) => catalogs[each]!.names.includes(stray));
  const colon = /^([\w.]+)[:](.+)$/.exec(stray);
  let meant: string | null = null;
  if (before.endsWith("=")) meant = before + stray;
  else if (stray.startsWith("=") && isKey(before)) meant = before + stray;
  else if (colon && isKey(colon[1]!)) meant = `${colon[1]}=${colon[2]}`;
  else if (isKey(stray) && after !== undefined && !isOverride(after))
    meant = `${stray}=${after === "=" ? (afterNext ?? "…") : after.replace(/^=/, "")}`;
  else if (isKey(stray)) meant = `${stray}=…`;
  else if (role !== undefined) meant = `${role === "metric" ? "metrics" : role}=${role === "metric" ? `[${stray}]` : stray}`;
  return `evenkeel ${name}: expected settings as \`key=value\`, e.g. \`sampler=smote\`, got the word \`${stray}\`.${meant === null ? didYouMean(stray, keys!).replace("`?", "=…`?") || ` \`evenkeel ${name} --help\` says what it takes.` : ` Did you mean \`${meant}\`?`}`;
}

function surplusText({ name, words: expected, bench: { choices } }: Command, stray: string): string {
  const usage = [`evenkeel ${name}`, ...expected.slice(name.split(" ").length - 1).map((word) => `[${word}]`)].join(" ");
  const [role, component] = stray.split("=");
  const meant =
    name === "components" && choices.includes(role!)
      ? ` Did you mean \`evenkeel components ${role}${component ? ` ${component}` : ""}\`?`
      : "";
  return `evenkeel ${name}: expected \`${usage}\`, got \`${stray}\`.${meant || " Leave it out."}`;
}

/** A key that begins with nothing the command knows. */
function checkKey({ name, keys, bench }: Command, { path, text }: Override): void {
  const [key] = path as [string, ...string[]];
  if (keys!.includes(key)) return;
  const owner = commandLines.find((other) => keysOf(bench, other.settings)?.includes(key));
  if (owner)
    throw new UserError(
      `evenkeel ${name}: expected a setting of a run, got \`${text}\`, a setting of \`evenkeel ${owner.name}\`. Leave it out, or use that command.`,
    );
  throw new UserError(
    `evenkeel ${name}: expected one of the settings ${keys!.join(", ")}, got \`${text}\`.${didYouMean(key, keys!) || settingElsewhere(key, {}, bench.catalogs)}`,
  );
}

/** An option that a command cannot do without. */
export function requiredOption({ options }: Arguments, name: string, what: string): string {
  const value = options[name];
  if (value === undefined) throw new UserError(`--${name}: expected ${what}, got none.`);
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new UserError(`--workers: expected a whole number above 0, e.g. \`--workers 2\`, got ${text}.`);
}
