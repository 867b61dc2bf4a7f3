/** What one command reads, and how it is explained. */
export interface CommandLine {
  /** As it is typed: `track sync`. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly details: readonly string[];
  /** Its words, those of a group's action included; each may be left out from the end. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Whose settings its `key=value` are; null if it takes none. */
  readonly settings: "run" | "comparison" | null;
  /** Folders below `--output` that it writes. */
  readonly writes: readonly string[];
  /** What is left of its work if the machine fails it, e.g. by a full disk. */
  readonly kept: string;
}

export interface CommandOption {
  /** What its value is called; null for an option without. */
  readonly value: string | null;
  readonly help: string;
  readonly default?: string;
}

const output: CommandOption = { value: "DIR", help: "where results go (outputs)", default: "outputs" };
const cfg: CommandOption = { value: null, help: "prints the composed, validated config and stops" };
const fresh: CommandOption = { value: null, help: "runs everything again, finished or not" };
const workers: CommandOption = { value: "N", help: "parallel processes (one per processor)" };
const python: CommandOption = { value: "PATH", help: "a Python whose environment has TensorFlow (python3)" };
const to: CommandOption = { value: "URL", help: "the MLflow server, e.g. http://localhost:5000" };
const nothingLost = "Nothing else was changed.";

const settingsHelp = [
  "sampler=smote                       chooses a component; `evenkeel components` lists them",
  "sampler.kNeighbors=3                sets one of its settings",
  "training.updates=500                a setting of the run; `evenkeel components training` says them, also evaluation, ensemble, stages",
  "model.hidden=[64,32]                a list",
  "dataset=csv dataset.path=my.csv dataset.label=class",
];
const mirror = "MLFLOW_TRACKING_URI=http://…        brings every run to that server while it is written";

export const commandLines: readonly CommandLine[] = [
  {
    name: "run",
    usage: "[key=value …]",
    summary: "one run of the config with swapped components",
    details: [...settingsHelp, "trial=3                             another split of the protocol", mirror],
    words: [],
    options: { output, cfg, config: { value: "FILE", help: "what the run starts from: the config.yaml of another, which is repeated" } },
    settings: "run",
    writes: ["runs", "mlruns"],
    kept: "The run is not complete; what was written until then is in the output folder.",
  },
  {
    name: "compare",
    usage: "[key=value …]",
    summary: "methods × conditions × trials, with a report; experiment=main is the main job",
    details: [
      ...settingsHelp,
      "methods.mine.loss=focal             adds a method",
      "experiment=my-experiment.yaml       a file, or the name of one in conf/experiment",
      mirror,
    ],
    words: [],
    options: {
      output,
      fresh,
      workers,
      cfg,
    },
    settings: "comparison",
    writes: ["mlruns"],
    kept: "Finished runs are kept; the same command goes on from there.",
  },
  {
    name: "splits",
    usage: "[key=value …] --to FOLDER",
    summary: "the splits and rows of a comparison, for other programs: splits.json and rows.csv",
    details: ["Takes the settings of `evenkeel compare`. What another program makes for a split carries its hash in a column `split`."],
    words: [],
    options: { to: { value: "FOLDER", help: "where they go" } },
    settings: "comparison",
    writes: [],
    kept: nothingLost,
  },
  {
    name: "judge",
    usage: "[--weights FILE] [--scores FILE --keep SHARE] [--rows FILE] [--predictions FILE] [key=value …]",
    summary: "compares what another program made with its controls, and reports it",
    details: [
      "Each file is a table with a column `split`, the hash that `evenkeel splits` wrote for the trial that a line is of.",
      "Settings are those of `evenkeel compare`: methods.smote.sampler=smote adds a method of ours.",
    ],
    words: [],
    options: {
      weights: { value: "FILE", help: "split, row, weight: of the rows that are trained on" },
      scores: { value: "FILE", help: "split, row, score: the best of each class are trained on" },
      keep: { value: "SHARE", help: "how many of each class, e.g. 0.8" },
      rows: { value: "FILE", help: "synthetic rows: split, the columns of the data, label; weight, if they have some" },
      predictions: { value: "FILE", help: "split, row, p_<class> or logit_<class> of the test rows; method, if there are several" },
      output,
      fresh,
      workers,
      cfg,
    },
    settings: "comparison",
    writes: ["mlruns"],
    kept: "Finished runs are kept; the same command goes on from there.",
  },
  {
    name: "components",
    usage: "[role] [name]",
    summary: "what exists, with settings and paper",
    details: [],
    words: ["role", "name"],
    options: {},
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "predict",
    usage: "MODEL TABLE",
    summary: "classes and probabilities of the rows of a CSV file, by the model of a run",
    details: ["MODEL is the folder of a run, or model.safetensors in it. Columns are found by their names; others are left unread."],
    words: ["MODEL", "TABLE"],
    options: { write: { value: "FILE", help: "where the table goes (stdout)" } },
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "export",
    usage: "MODEL FOLDER",
    summary: "the model of a run as a folder for Python: mlflow.pyfunc.load_model",
    details: ["MODEL is the folder of a run, or model.safetensors in it; of mlp or logistic-regression."],
    words: ["MODEL", "FOLDER"],
    options: {},
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "init",
    usage: "[folder]",
    summary: "makes a folder a project with components and config of its own",
    details: ["What is there stays as it is; what editors know of config files is written anew."],
    words: ["folder"],
    options: {},
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "new",
    usage: "ROLE NAME",
    summary: "begins a component of a project: a file that works, to be changed, and its test",
    details: [],
    words: ["ROLE", "NAME"],
    options: {},
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "track sync",
    usage: "--to URL",
    summary: "brings local runs to an MLflow server; again adds only what is new",
    details: [],
    words: ["sync"],
    options: { to, from: { value: "DIR", help: "a folder of runs (mlruns in the output folder)" }, output },
    settings: null,
    writes: [],
    kept: "What was brought is kept; the same command goes on from there.",
  },
  {
    name: "track register",
    usage: "--to URL --run ID --name NAME [--alias ALIAS]",
    summary: "registers the model of a run on a server",
    details: [],
    words: ["register"],
    options: {
      to,
      run: { value: "ID", help: "the id of a run on that server" },
      name: { value: "NAME", help: "the name of the registered model" },
      alias: { value: "ALIAS", help: "an alias of the new version, e.g. champion" },
    },
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "engine build",
    usage: "[--python PATH | --wheel FILE]",
    summary: "makes engine=native out of TensorFlow for Python",
    details: [],
    words: ["build"],
    options: { python, wheel: { value: "FILE", help: "a downloaded wheel of TensorFlow" } },
    settings: null,
    writes: [],
    kept: nothingLost,
  },
  {
    name: "engine doctor",
    usage: "[key=value …]",
    summary: "what computes here, what is missing, and the command that mends it",
    details: [],
    words: ["doctor"],
    options: { python },
    settings: "run",
    writes: [],
    kept: nothingLost,
  },
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
export function helpText({ name, usage, summary, details, options }: CommandLine): string {
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
