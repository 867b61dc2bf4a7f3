import { UserError } from "@evenkeel/core";
import { InterruptedError } from "./interrupted-error.js";
import { ownLine } from "./own-line.js";
import { systemErrorText } from "./system-errors.js";

/** Says on stderr why a command ends: a sentence for what a user or the machine did, a stack for what we did. */
export function printError(error: unknown, kept: string): void {
  process.stderr.write(`${errorText(error, kept)}\n`);
}

function errorText(error: unknown, kept: string): string {
  if (error instanceof UserError || error instanceof InterruptedError) return error.message;
  const refused = systemErrorText(error);
  if (refused !== null) return `${refused}${kept && ` ${kept}`}`;
  const line = ownLine(error);
  const whose =
    line === null
      ? "This is a bug of evenkeel, not of yours. "
      : `${line}: expected code that runs, got the error below. If that line is right, it is a bug of evenkeel. `;
  const report = line === null ? "Please report it with the command and these lines:" : "";
  return `${whose}${kept && `${kept} `}${report}`.trimEnd() + `\n${error instanceof Error ? error.stack : String(error)}`;
}

/** The exit status for what ended a command. */
export function endWith(error: unknown): number {
  return error instanceof InterruptedError ? 130 : 1;
}

/** Ends this process when all that was said is written, whatever a component left running. */
export function endProcess(code: number): void {
  process.exitCode = code;
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

/** Ends this process like any other error would, for what nobody waits for: a callback that throws, a promise without a reader. */
export function endOnUncaught(kept: () => string): void {
  const end = (error: unknown): never => {
    printError(error, kept());
    process.exit(endWith(error));
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}
