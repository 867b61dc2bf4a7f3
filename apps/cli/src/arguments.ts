import { parseArgs } from "node:util";
import { type Override, parseOverride } from "@evenkeel/compose";
import { UserError } from "@evenkeel/core";

/** What stood on the command line after the command. */
export interface Arguments {
  readonly words: readonly string[];
  readonly overrides: readonly Override[];
  readonly output: string;
  readonly fresh: boolean;
  readonly cfg: boolean;
  readonly help: boolean;
  readonly workers: number | null;
  /** Options of single commands, by name. */
  readonly options: Readonly<Record<string, string>>;
}

/** Options that only some commands read; each takes a value. */
const OF_COMMANDS = ["to", "from", "run", "name", "alias", "python", "wheel"] as const;

/** `key=value` are overrides, the rest are words; options are the same for all commands. */
export function parseArguments(argv: readonly string[]): Arguments {
  const isOverride = (word: string) => /^[~+]*[\w./-]+=/.test(word) || /^~[\w./-]+$/.test(word);
  const settings = argv.filter((word) => !word.startsWith("-") && isOverride(word));
  const { values, positionals } = parse(argv.filter((word) => !settings.includes(word)));
  const options = OF_COMMANDS.flatMap((name) => (typeof values[name] === "string" ? [[name, values[name]] as const] : []));
  return {
    options: Object.fromEntries(options),
    words: positionals,
    overrides: settings.map(parseOverride),
    output: values.output,
    fresh: values.fresh,
    cfg: values.cfg,
    help: values.help,
    workers: values.workers === undefined ? null : wholeNumber(values.workers),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: "string", default: "outputs" },
        workers: { type: "string" },
        fresh: { type: "boolean", default: false },
        cfg: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        to: { type: "string" },
        from: { type: "string" },
        run: { type: "string" },
        name: { type: "string" },
        alias: { type: "string" },
        python: { type: "string" },
        wheel: { type: "string" },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}. \`evenkeel --help\` lists the options.`);
  }
}

/** An option that a command cannot do without. */
export function requiredOption({ options }: Arguments, name: string, what: string): string {
  const value = options[name];
  if (value === undefined) throw new UserError(`--${name}: expected ${what}, got none.`);
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`--workers: expected a whole number above 0, got ${text}.`);
}
