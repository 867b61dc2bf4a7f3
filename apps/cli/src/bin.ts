#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { endOnUncaught, endProcess, endWith, endWithReader, guardOutput, printError, refuseUnwritable } from "evenkeel/process";
import type { Arguments } from "./arguments.js";
import { commandLines, helpText, overviewText } from "./command-lines.js";

/** What is left of the work of the command, if the machine fails it. */
let kept = "";

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv[0] === "--" ? argv.slice(1) : argv;
  if (name === undefined || name === "--help" || name === "-h") return say(overviewText());
  if (name === "--version" || name === "-V" || name === "version") return say(`${version()}\n`);
  if (name === "help") return rest.length === 0 ? say(overviewText()) : main([...rest, "--help"]);
  if (rest.includes("--help") || rest.includes("-h")) {
    const ofName = commandLines.filter((line) => line.name.split(" ")[0] === name);
    const own = ofName.filter((line) => line.name === `${name} ${rest[0]}`);
    if (ofName.length > 0) return say((own.length > 0 ? own : ofName).map(helpText).join("\n"));
  }
  // Loaded when they are needed: help is there at once.
  const line = (await import("@evenkeel/compose")).findCommand(commandLines, [name, ...rest]);
  const [{ openProject, projectAt }, { parseArguments }] = await Promise.all([import("evenkeel/workbench"), import("./arguments.js")]);
  const { bench, problems } = await openProject(projectAt(process.cwd()));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const args = parseArguments(bench, line, rest);
  kept = line.kept;
  if (!args.cfg) for (const folder of line.writes) refuseUnwritable("--output", join(resolve(args.output), folder));
  // A command's file is called like it.
  const { default: command } = (await import(`./commands/${name}.js`)) as { default(args: Arguments): Promise<number> };
  return command(args);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

const version = (): string =>
  (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string }).version;

endWithReader();
endOnUncaught(() => kept);
guardOutput();
main(process.argv.slice(2)).then(endProcess, (error: unknown) => {
  printError(error, kept);
  endProcess(endWith(error));
});
