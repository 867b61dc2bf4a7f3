#!/usr/bin/env node
import { UserError } from "@evenkeel/core";
import { parseArguments } from "./arguments.js";
import { InterruptedError } from "./compare/compare.js";
import { compareCommand } from "./commands/compare.js";
import { componentsCommand } from "./commands/components.js";
import { runCommand } from "./commands/run.js";

const HELP = `evenkeel: compose, train and fairly compare methods for imbalanced classification.

  evenkeel run [key=value …]          one run of conf/config.yaml with swapped components
  evenkeel compare [key=value …]      methods × conditions × trials, with a report; experiment=main is the main job
  evenkeel components [role] [name]   what exists, with settings and paper

  sampler=smote                       chooses a component
  sampler.kNeighbors=3                sets one of its settings
  model.hidden=[64,32]                a list
  dataset=csv dataset.path=my.csv dataset.label=class
  methods.mine.loss=focal             adds a method to a comparison

  --output DIR    where results go (outputs)
  --fresh         runs everything again, finished or not
  --workers N     parallel processes (one per processor)
  --cfg           prints the composed, validated config and stops
`;

const commands: Readonly<Record<string, (args: ReturnType<typeof parseArguments>) => Promise<number>>> = {
  run: runCommand,
  compare: compareCommand,
  components: componentsCommand,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (!name || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const command = commands[name];
  if (!command) throw new UserError(`evenkeel: expected one of ${Object.keys(commands).join(", ")}, got \`${name}\`.`);
  const args = parseArguments(rest);
  if (args.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return command(args);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (error instanceof UserError) process.stderr.write(`${error.message}\n`);
    else if (error instanceof InterruptedError) process.stderr.write("Interrupted. Finished runs are kept; the same command goes on from here.\n");
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = error instanceof InterruptedError ? 130 : 1;
  },
);
