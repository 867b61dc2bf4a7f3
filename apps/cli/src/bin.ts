#!/usr/bin/env node
import { UserError } from "@evenkeel/core";
import { parseArguments } from "./arguments.js";
import { InterruptedError } from "./compare/compare.js";
import { compareCommand } from "./commands/compare.js";
import { componentsCommand } from "./commands/components.js";
import { engineCommand } from "./commands/engine.js";
import { runCommand } from "./commands/run.js";
import { trackCommand } from "./commands/track.js";
import { guardOutput } from "./redact.js";

const HELP = `evenkeel: compose, train and fairly compare methods for imbalanced classification.

  evenkeel run [key=value …]          one run of conf/config.yaml with swapped components
  evenkeel compare [key=value …]      methods × conditions × trials, with a report; experiment=main is the main job
  evenkeel components [role] [name]   what exists, with settings and paper
  evenkeel track sync --to URL        brings local runs to an MLflow server; again adds only what is new
  evenkeel track register --to URL --run ID --name NAME [--alias ALIAS]
  evenkeel engine build [--python PATH | --wheel FILE]      makes engine=native out of TensorFlow for Python
  evenkeel engine doctor              what computes here, what is missing, and the command that mends it

  sampler=smote                       chooses a component
  sampler.kNeighbors=3                sets one of its settings
  model.hidden=[64,32]                a list
  dataset=csv dataset.path=my.csv dataset.label=class
  methods.mine.loss=focal             adds a method to a comparison

  --output DIR    where results go (outputs)
  --fresh         runs everything again, finished or not
  --workers N     parallel processes (one per processor)
  --cfg           prints the composed, validated config and stops

  MLFLOW_TRACKING_URI=http://…        brings every run to that server while it is written
`;

const commands: Readonly<Record<string, (args: ReturnType<typeof parseArguments>) => Promise<number>>> = {
  run: runCommand,
  compare: compareCommand,
  components: componentsCommand,
  track: trackCommand,
  engine: engineCommand,
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

// Whoever reads us has seen enough: `evenkeel … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

guardOutput();
main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (error instanceof UserError) process.stderr.write(`${error.message}\n`);
    else if (error instanceof InterruptedError) process.stderr.write("Interrupted. Finished runs are kept; the same command goes on from here.\n");
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = error instanceof InterruptedError ? 130 : 1;
  },
);
