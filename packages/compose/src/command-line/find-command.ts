import { didYouMean, UserError } from "@evenkeel/core";
import type { CommandLine } from "./command-line.js";

/**
 * The command that words begin with: `track sync`.
 *
 * @throws UserError if there is none.
 */
export function findCommand<Command extends CommandLine>(
  commands: readonly Command[],
  [name = "", action = ""]: readonly string[],
): Command {
  const ofName = commands.filter((line) => line.name.split(" ")[0] === name);
  if (ofName.length === 0) throw new UserError(unknownText([...new Set(commands.map((line) => line.name.split(" ")[0]!))], name));
  const found = ofName.find((line) => line.name === name || line.name === `${name} ${action}`);
  if (found) return found;
  const actions = ofName.map((line) => line.name.slice(name.length + 1));
  throw new UserError(
    `${name}: expected one of ${actions.join(", ")}, got ${action === "" ? "nothing" : `\`${action}\``}.${didYouMean(action, actions) || ` \`evenkeel ${name} --help\` says what they do.`}`,
  );
}

function unknownText(known: readonly string[], name: string): string {
  const hint =
    name.startsWith("-") || name.includes("=")
      ? " Options and settings come after the command, e.g. `evenkeel run sampler=smote --cfg`."
      : didYouMean(name, known) || " `evenkeel --help` says what they do.";
  return `evenkeel: expected one of ${known.join(", ")}, got \`${name}\`.${hint}`;
}
