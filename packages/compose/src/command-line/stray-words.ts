import { didYouMean } from "@evenkeel/core";
import { isOverride } from "../override.js";
import type { Command } from "./command-line.js";

/** A word where settings are expected: most likely one whose equals sign is missing or in the wrong place. */
export function strayText({ name, keys, context: { catalogs } }: Command, positionals: readonly string[], stray: string): string {
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

/** A word more than a command expects. */
export function surplusText({ name, words: expected, context: { choices } }: Command, stray: string): string {
  const usage = [`evenkeel ${name}`, ...expected.slice(name.split(" ").length - 1).map((word) => `[${word}]`)].join(" ");
  const [role, component] = stray.split("=");
  const meant =
    name === "components" && choices.includes(role!)
      ? ` Did you mean \`evenkeel components ${role}${component ? ` ${component}` : ""}\`?`
      : "";
  return `evenkeel ${name}: expected \`${usage}\`, got \`${stray}\`.${meant || " Leave it out."}`;
}
