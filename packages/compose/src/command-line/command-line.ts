import type { CatalogsByRole } from "../run-config.js";

/** What one command reads. */
export interface CommandLine {
  /** As it is typed: `track sync`. */
  readonly name: string;
  /** What stands behind the name, as help shows it. */
  readonly usage: string;
  /** Words and options (`--to`) that it cannot do without. */
  readonly required: readonly string[];
  /** Its words, those of a group's action included; each may be left out from the end. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Whose settings its `key=value` are; null if it takes none. */
  readonly settings: "run" | "comparison" | null;
}

/** An option of a command, and how it is explained. */
export interface CommandOption {
  /** What its value is called; null for an option without. */
  readonly value: string | null;
  readonly help: string;
  readonly default?: string;
}

/** What there is to choose and to set. */
export interface WordsContext {
  readonly catalogs: CatalogsByRole;
  /** Roles, and what config calls the lists of them. */
  readonly choices: readonly string[];
  /** Keys of experiments. */
  readonly comparisonKeys: readonly string[];
  /** All commands: an option or a key of another is named as one. */
  readonly commands: readonly CommandLine[];
}

/** A command, and what its settings may begin with. */
export interface Command extends CommandLine {
  readonly keys: readonly string[] | null;
  readonly context: WordsContext;
}
