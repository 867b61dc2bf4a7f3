#!/usr/bin/env node
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { didYouMean, UserError } from "@evenkeel/core";
import { endOnUncaught, endWith, guardOutput, printError, refuseUnwritable } from "evenkeel/process";
import type { Arguments } from "./arguments.js";
import { type CommandLine, commandLines, helpText, overviewText } from "./command-lines.js";

// Loaded when asked for: a mistake on the command line is told at once.
const commands = new Map<string, (args: Arguments) => Promise<number>>([
  ["run", async (args) => (await import("./commands/run.js")).runCommand(args)],
  ["compare", async (args) => (await import("./commands/compare.js")).compareCommand(args)],
  ["splits", async (args) => (await import("./commands/splits.js")).splitsCommand(args)],
  ["judge", async (args) => (await import("./commands/judge.js")).judgeCommand(args)],
  ["components", async (args) => (await import("./commands/components.js")).componentsCommand(args)],
  ["predict", async (args) => (await import("./commands/predict.js")).predictCommand(args)],
  ["export", async (args) => (await import("./commands/export.js")).exportCommand(args)],
  ["new", async (args) => (await import("./commands/new.js")).newCommand(args)],
  ["init", async (args) => (await import("./commands/init.js")).initCommand(args)],
  ["track", async (args) => (await import("./commands/track.js")).trackCommand(args)],
  ["engine", async (args) => (await import("./commands/engine.js")).engineCommand(args)],
]);

let kept = "";

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv[0] === "--" ? argv.slice(1) : argv;
  if (name === undefined || name === "--help" || name === "-h") return say(overviewText());
  if (name === "--version" || name === "-V" || name === "version") return say(`${version()}\n`);
  if (name === "help") return rest.length === 0 ? say(overviewText()) : main([...rest, "--help"]);
  const command = commands.get(name);
  if (!command) throw new UserError(unknownText(name));
  const [action = ""] = rest;
  const ofName = commandLines.filter((line) => line.name === name || line.name.startsWith(`${name} `));
  const line = ofName.find((each) => each.name === name || each.name === `${name} ${action}`);
  if (rest.includes("--help") || rest.includes("-h")) return say((line ? [line] : ofName).map(helpText).join("\n"));
  if (!line) throw new UserError(actionText(name, ofName, action));
  const [{ openProject, projectAt }, { parseArguments }] = await Promise.all([import("evenkeel/workbench"), import("./arguments.js")]);
  const { bench, problems } = await openProject(projectAt(process.cwd()));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const args = parseArguments(bench, line, rest);
  kept = line.kept;
  if (!args.cfg) for (const folder of line.writes) refuseUnwritable("--output", join(resolve(args.output), folder));
  return command(args);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(): string {
  return (JSON.parse(readFileSync(fileURLToPath(new URL("../package.json", import.meta.url)), "utf8")) as { version: string }).version;
}

function unknownText(name: string): string {
  const known = [...commands.keys()];
  const hint =
    name.startsWith("-") || name.includes("=")
      ? " Options and settings come after the command, e.g. `evenkeel run sampler=smote --cfg`."
      : didYouMean(name, known) || " `evenkeel --help` says what they do.";
  return `evenkeel: expected one of ${known.join(", ")}, got \`${name}\`.${hint}`;
}

function actionText(name: string, lines: readonly CommandLine[], action: string): string {
  const actions = lines.map((line) => line.name.slice(name.length + 1));
  return `${name}: expected one of ${actions.join(", ")}, got ${action === "" ? "nothing" : `\`${action}\``}.${didYouMean(action, actions) || ` \`evenkeel ${name} --help\` says what they do.`}`;
}

// Whoever reads us has seen enough: `evenkeel … | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

endOnUncaught(() => kept);
guardOutput();
main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    printError(error, kept);
    process.exitCode = endWith(error);
  },
);
