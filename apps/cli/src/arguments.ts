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
}

/** `key=value` are overrides, the rest are words; options are the same for all commands. */
export function parseArguments(argv: readonly string[]): Arguments {
  const isOverride = (word: string) => /^[~+]*[\w./-]+=/.test(word) || /^~[\w./-]+$/.test(word);
  const settings = argv.filter((word) => !word.startsWith("-") && isOverride(word));
  const { values, positionals } = parse(argv.filter((word) => !settings.includes(word)));
  return {
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
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}. \`evenkeel --help\` lists the options.`);
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`--workers: expected a whole number above 0, got ${text}.`);
}
