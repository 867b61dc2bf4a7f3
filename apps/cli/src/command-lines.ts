import type { CommandLine, CommandOption } from "@evenkeel/compose";

/** What one command reads, and how it is explained. */
export interface DescribedCommand extends CommandLine {
  readonly summary: string;
  readonly details: readonly string[];
  /** Folders below `--output` that it writes. */
  readonly writes: readonly string[];
  /** What is left of its work if the machine fails it, e.g. by a full disk. */
  readonly kept: string;
}

/** A command that takes no settings and writes nothing below `--output`, unless `more` says so. What it reads, its usage says. */
function command(name: string, usage: string, summary: string, more: Partial<DescribedCommand> = {}): DescribedCommand {
  const wordsIn = (text: string): string[] => text.split(/\[?(?:--|key=)/)[0]!.match(/\w+/g) ?? [];
  const asked = usage.replaceAll(/\[[^\]]*\]/g, "");
  const required = [...wordsIn(asked), ...(asked.match(/--\w+/g) ?? [])];
  const words = [...name.split(" ").slice(1), ...wordsIn(usage)];
  const usual = { details: [], options: {}, settings: null, writes: [], kept: "Nothing else was changed." };
  return { name, usage, summary, words, required, ...usual, ...more };
}

const output: CommandOption = { value: "DIR", help: "where results go (outputs)", default: "outputs" };
const cfg: CommandOption = { value: null, help: "prints the composed, validated config and stops" };
const fresh: CommandOption = { value: null, help: "runs everything again, finished or not" };
const workers: CommandOption = { value: "N", help: "parallel processes (one per processor)" };
const python: CommandOption = { value: "PATH", help: "a Python whose environment has TensorFlow (python3)" };
const to: CommandOption = { value: "URL", help: "the MLflow server, e.g. http://localhost:5000" };

/** What every command has that runs a comparison. */
const comparing = {
  options: { output, fresh, workers, cfg },
  settings: "comparison",
  writes: ["mlruns"],
  kept: "Finished runs are kept; the same command goes on from there.",
} as const;

const settingsHelp = [
  "sampler=smote                       chooses a component; `evenkeel components` lists them",
  "sampler.kNeighbors=3                sets one of its settings",
  "training.updates=500                a setting of the run; `evenkeel components training` says them, also evaluation, ensemble, stages",
  "model.hidden=[64,32]                a list",
  "dataset=csv dataset.path=my.csv dataset.label=class",
];
const mirror = "MLFLOW_TRACKING_URI=http://…        brings every run to that server while it is written";

export const commandLines: readonly DescribedCommand[] = [
  command("run", "[key=value …]", "one run of the config with swapped components", {
    details: [...settingsHelp, "trial=3                             another split of the protocol", mirror],
    options: { output, cfg, config: { value: "FILE", help: "what the run starts from: the config.yaml of another, which is repeated" } },
    settings: "run",
    writes: ["runs", "mlruns"],
    kept: "The run is not complete; what was written until then is in the output folder.",
  }),
  command("compare", "[key=value …]", "methods × conditions × trials, with a report; experiment=main is the main job", {
    details: [
      ...settingsHelp,
      "methods.mine.loss=focal             adds a method; `evenkeel components comparison` says the settings of a comparison",
      "experiment=my-experiment.yaml       a file, or the name of one in conf/experiment",
      mirror,
    ],
    ...comparing,
  }),
  command("splits", "[key=value …] --to FOLDER", "the splits and rows of a comparison, for other programs: splits.json and rows.csv", {
    details: ["Takes the settings of `evenkeel compare`. What another program makes for a split carries its hash in a column `split`."],
    options: { to: { value: "FOLDER", help: "where they go" } },
    settings: "comparison",
  }),
  command(
    "judge",
    "[--weights FILE] [--scores FILE --keep SHARE] [--rows FILE] [--predictions FILE] [key=value …]",
    "compares what another program made with its controls, and reports it",
    {
      details: [
        "Each file is a table with a column `split`, the hash that `evenkeel splits` wrote for the trial that a line is of.",
        "Settings are those of `evenkeel compare`: methods.smote.sampler=smote adds a method of ours.",
      ],
      ...comparing,
      options: {
        weights: { value: "FILE", help: "split, row, weight: of the rows that are trained on" },
        scores: { value: "FILE", help: "split, row, score: the best of each class are trained on" },
        keep: { value: "SHARE", help: "how many of each class, e.g. 0.8" },
        rows: { value: "FILE", help: "synthetic rows: split, the columns of the data, label; weight, if they have some" },
        predictions: { value: "FILE", help: "split, row, p_<class> or logit_<class> of the test rows; method, if there are several" },
        ...comparing.options,
      },
    },
  ),
  command("components", "[role] [name]", "what exists, with settings and paper"),
  command("predict", "MODEL TABLE", "classes and probabilities of the rows of a CSV file, by the model of a run", {
    details: ["MODEL is the folder of a run, or model.safetensors in it. Columns are found by their names; others are left unread."],
    options: { write: { value: "FILE", help: "where the table goes (stdout)" } },
  }),
  command("export", "MODEL FOLDER", "the model of a run as a folder for Python: mlflow.pyfunc.load_model", {
    details: ["MODEL is the folder of a run, or model.safetensors in it; of mlp or logistic-regression."],
  }),
  command("init", "[folder]", "makes a folder a project with components and config of its own", {
    details: ["What is there stays as it is; what editors know of config files is written anew."],
  }),
  command("new", "ROLE NAME", "begins a component of a project: a file that works, to be changed, and its test"),
  command("track sync", "--to URL", "brings local runs to an MLflow server; again adds only what is new", {
    options: { to, from: { value: "DIR", help: "a folder of runs (mlruns in the output folder)" }, output },
    kept: "What was brought is kept; the same command goes on from there.",
  }),
  command("track register", "--to URL --run ID --name NAME [--alias ALIAS]", "registers the model of a run on a server", {
    options: {
      to,
      run: { value: "ID", help: "the id of a run on that server" },
      name: { value: "NAME", help: "the name of the registered model" },
      alias: { value: "ALIAS", help: "an alias of the new version, e.g. champion" },
    },
  }),
  command("engine build", "[--python PATH | --wheel FILE]", "makes engine=native out of TensorFlow for Python", {
    options: { python, wheel: { value: "FILE", help: "a downloaded wheel of TensorFlow" } },
  }),
  command("engine doctor", "[key=value …]", "what computes here, what is missing, and the command that mends it", {
    options: { python },
    settings: "run",
  }),
];

/** All commands in a few lines. */
export function overviewText(): string {
  const width = Math.max(...commandLines.map(({ name }) => name.length)) + 2;
  const lines = commandLines.map(({ name, summary }) => `  evenkeel ${name.padEnd(width)}${summary}`);
  return [
    "evenkeel: compose, train and fairly compare methods for imbalanced classification.",
    "",
    ...lines,
    "",
    ...settingsHelp.map((line) => `  ${line}`),
    "",
    "  evenkeel COMMAND --help says more; evenkeel --version prints the version.",
    "",
  ].join("\n");
}

/** One command, its options and settings. */
export function helpText({ name, usage, summary, details, options }: DescribedCommand): string {
  const flags = Object.entries(options).map(
    ([option, { value, help }]) => [`--${option}${value === null ? "" : ` ${value}`}`, help] as const,
  );
  const width = Math.max(0, ...flags.map(([flag]) => flag.length)) + 2;
  const sections = [details, flags.map(([flag, help]) => `${flag.padEnd(width)}${help}`)].filter((lines) => lines.length > 0);
  return [
    `evenkeel ${name}${usage ? ` ${usage}` : ""}`,
    `  ${summary}`,
    ...sections.flatMap((lines) => ["", ...lines.map((line) => `  ${line}`)]),
    "",
  ].join("\n");
}
