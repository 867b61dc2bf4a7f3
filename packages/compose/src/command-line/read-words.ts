import { parseArgs } from "node:util";
import { didYouMean, UserError } from "@evenkeel/core";
import { isOverride, type Override, parseOverride, refuseRepeated, spreadOverride } from "../override.js";
import { listName, listRolesOf, rolesOf, settingElsewhere } from "../run-config.js";
import { settingNames } from "../run-settings.js";
import type { Command, CommandLine, WordsContext } from "./command-line.js";
import { strayText, surplusText } from "./stray-words.js";

/** What stood on the command line after the command. */
export interface ReadWords {
  readonly words: readonly string[];
  readonly overrides: readonly Override[];
  /** By name; that of an option without value is empty. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Reads what follows a command: options that it has, words that it expects, and `key=value` if it takes settings.
 *
 * @throws UserError for anything else: nothing that was typed is left unread.
 */
export function readWords(line: CommandLine, argv: readonly string[], context: WordsContext): ReadWords {
  const command: Command = { ...line, keys: keysOf(line.settings, context), context };
  // Strings alone tell whether a value was given; what is allowed is checked here, in words of ours.
  const known = context.commands.flatMap(({ options }) => Object.entries(options));
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
  const read = { ...sorted(command, positionals), options: Object.fromEntries(given) };
  refuseMissing(command, read);
  return read;
}

function refuseMissing({ name, usage, required, words: known, options }: CommandLine, read: ReadWords): void {
  const actions = name.split(" ").length - 1;
  for (const what of required) {
    if (what.startsWith("--")) {
      const option = what.slice(2);
      if (read.options[option] !== undefined) continue;
      const { value, help } = options[option]!;
      throw new UserError(`${what}: expected ${help}, got none. Write \`${what} ${value}\`.`);
    }
    if (read.words[known.indexOf(what)] === undefined)
      throw new UserError(
        `evenkeel ${name}: expected \`evenkeel ${name} ${usage}\`, got ${read.words.length === actions ? "nothing behind it" : `no ${what}`}. \`evenkeel ${name} --help\` says more.`,
      );
  }
}

function keysOf(
  settings: CommandLine["settings"],
  { catalogs, comparisonKeys }: Pick<WordsContext, "catalogs" | "comparisonKeys">,
): readonly string[] | null {
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
  const owners = command.context.commands
    .filter(({ options }) => Object.hasOwn(options, name))
    .map((other) => `\`evenkeel ${other.name}\``);
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
  return { words, overrides: overrides.flatMap((override) => spreadOverride(override, [...command.context.choices, "training"])) };
}

/** A key that begins with nothing the command knows. */
function checkKey({ name, keys, context }: Command, { path, text }: Override): void {
  const [key] = path as [string, ...string[]];
  if (keys!.includes(key)) return;
  const owner = context.commands.find((other) => keysOf(other.settings, context)?.includes(key));
  if (owner)
    throw new UserError(
      `evenkeel ${name}: expected a setting of a run, got \`${text}\`, a setting of \`evenkeel ${owner.name}\`. Leave it out, or use that command.`,
    );
  throw new UserError(
    `evenkeel ${name}: expected one of the settings ${keys!.join(", ")}, got \`${text}\`.${didYouMean(key, keys!) || settingElsewhere(key, {}, context.catalogs)}`,
  );
}
