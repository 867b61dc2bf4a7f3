import type { Experiment, Run } from "../entities.js";
import { invalid } from "../mlflow-error.js";

type Field = string | number | undefined;
/** What a comparison or an order looks at: `tags` and `mlflow.user`, `attributes` and `status`. */
interface Reference {
  readonly entity: string;
  readonly key: string;
}
type Read<T> = (item: T, reference: Reference) => readonly Field[];

const entities: Readonly<Record<string, string>> = {
  metric: "metrics",
  metrics: "metrics",
  param: "params",
  params: "params",
  parameter: "params",
  parameters: "params",
  tag: "tags",
  tags: "tags",
  attribute: "attributes",
  attributes: "attributes",
  attr: "attributes",
  run: "attributes",
  dataset: "datasets",
  datasets: "datasets",
};

type Token = { readonly type: "word" | "string" | "operator" | "bracket"; readonly text: string };

/**
 * MLflow's search grammar: comparisons joined by AND; keys with other characters than letters, digits, "_" and "." stand in
 * backticks or double quotes, texts in single or double quotes, with no way to escape a quote.
 */
function tokenize(filter: string): Token[] {
  const pattern =
    /\s*(?:((?:[\p{L}\p{N}_]+\.)?(?:`[^`]*`))|((?:[\p{L}\p{N}_]+\.)"[^"]*")|('[^']*'|"[^"]*")|(>=|<=|!=|=|>|<)|([(),])|([\p{L}\p{N}_./:+-]+))/uy;
  const tokens: Token[] = [];
  while (pattern.lastIndex < filter.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(filter);
    if (!match) throw invalid(`filter: expected comparisons joined by AND, got ${JSON.stringify(filter)} (stuck at character ${at + 1}).`);
    const [, backticked, doubled, text, operator, bracket, word] = match;
    if (text !== undefined) tokens.push({ type: "string", text: text.slice(1, -1) });
    else if (operator !== undefined) tokens.push({ type: "operator", text: operator });
    else if (bracket !== undefined) tokens.push({ type: "bracket", text: bracket });
    else tokens.push({ type: "word", text: (backticked ?? doubled ?? word)!.replace(/[`"]/g, "") });
  }
  return tokens;
}

function reference(text: string): Reference {
  const dot = text.indexOf(".");
  const entity = dot < 0 ? undefined : entities[text.slice(0, dot)];
  return entity === undefined ? { entity: "attributes", key: text } : { entity, key: text.slice(dot + 1) };
}

function like(text: string, pattern: string, flags: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, `su${flags}`).test(text);
}

type Test = (field: Field) => boolean;

const comparisons: Readonly<Record<string, (field: string | number, wanted: string | number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  LIKE: (a, b) => like(String(a), String(b), ""),
  ILIKE: (a, b) => like(String(a), String(b), "i"),
};

class Parser {
  private position = 0;
  constructor(
    private readonly tokens: readonly Token[],
    private readonly filter: string,
  ) {}

  next(): Token | undefined {
    return this.tokens[this.position++];
  }

  more(): boolean {
    return this.position < this.tokens.length;
  }

  fail(expected: string): never {
    throw invalid(`filter: expected ${expected}, got ${JSON.stringify(this.filter)}.`);
  }

  comparison(): { readonly reference: Reference; readonly test: Test } {
    const key = this.next();
    if (key?.type !== "word") this.fail("a key, an operator and a value");
    const operator = this.next()?.text.toUpperCase() ?? "";
    if (operator === "IN") return { reference: reference(key.text), test: this.list() };
    const compare = comparisons[operator];
    if (!compare) this.fail(`one of ${[...Object.keys(comparisons), "IN"].join(" ")} after ${key.text}`);
    const wanted = this.value(this.next(), reference(key.text));
    return { reference: reference(key.text), test: (field) => field !== undefined && compare(field, wanted) };
  }

  private value(token: Token | undefined, { entity, key }: Reference): string | number {
    const numeric = entity === "metrics" || (entity === "attributes" && key.endsWith("_time"));
    if (numeric && token?.type === "word" && Number.isFinite(Number(token.text))) return Number(token.text);
    if (!numeric && token?.type === "string") return token.text;
    return this.fail(`a ${numeric ? "number" : "text in quotes"} for ${entity}.${key}`);
  }

  private list(): Test {
    const texts = new Set<Field>();
    if (this.next()?.text !== "(") this.fail("a list in parentheses after IN");
    for (let separator = ","; separator === ","; separator = this.next()?.text ?? "") {
      const token = this.next();
      if (token?.type !== "string") this.fail("texts in quotes after IN");
      texts.add(token.text);
    }
    return (field) => texts.has(field);
  }
}

function compile<T>(filter: string | undefined, read: Read<T>): (item: T) => boolean {
  const tokens = tokenize(filter ?? "");
  const parser = new Parser(tokens, filter ?? "");
  const tests: ((item: T) => boolean)[] = [];
  while (parser.more()) {
    if (tests.length > 0 && parser.next()?.text.toUpperCase() !== "AND") parser.fail("AND between comparisons");
    const { reference, test } = parser.comparison();
    tests.push((item) => read(item, reference).some(test));
  }
  return (item) => tests.every((test) => test(item));
}

/** Items without the field come last in either direction. */
function order<T>(orderBy: readonly string[], read: Read<T>): (a: T, b: T) => number {
  const keys = orderBy.map((text) => {
    const match = /^(.*?)(?:\s+(ASC|DESC))?$/is.exec(text.trim())!;
    return { reference: reference(match[1]!.replace(/[`"]/g, "")), sign: match[2]?.toUpperCase() === "DESC" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { reference, sign } of keys) {
      const [x, y] = [read(a, reference)[0], read(b, reference)[0]];
      if (x === y) continue;
      if (x === undefined || Number.isNaN(x)) return 1;
      if (y === undefined || Number.isNaN(y)) return -1;
      return (x < y ? -1 : 1) * sign;
    }
    return 0;
  };
}

function readAttribute(attributes: Readonly<Record<string, Field>>, key: string): Field[] {
  if (!(key in attributes))
    throw invalid(`filter: expected one of the attributes ${Object.keys(attributes).join(", ")}, got ${JSON.stringify(key)}.`);
  return [attributes[key]];
}

const readRun: Read<Run> = (run, { entity, key }) => {
  if (entity === "metrics") return [run.data.metrics.find((metric) => metric.key === key)?.value];
  if (entity === "params") return [run.data.params[key]];
  if (entity === "tags") return [run.data.tags[key]];
  if (entity === "datasets") {
    return run.datasets.map(({ dataset, context }) => readAttribute({ name: dataset.name, digest: dataset.digest, context }, key)[0]);
  }
  const { info } = run;
  return readAttribute(
    {
      run_id: info.runId,
      run_name: info.runName,
      status: info.status,
      start_time: info.startTime,
      end_time: info.endTime ?? undefined,
      created: info.startTime,
      user_id: info.userId,
      artifact_uri: info.artifactUri,
    },
    key,
  );
};

const readExperiment: Read<Experiment> = (experiment, { entity, key }) => {
  if (entity === "tags") return [experiment.tags[key]];
  return readAttribute(
    {
      name: experiment.name,
      experiment_id: experiment.experimentId,
      creation_time: experiment.creationTime,
      last_update_time: experiment.lastUpdateTime,
    },
    key,
  );
};

/** The runs that match, in order; newest first unless said. */
export function selectRuns(runs: readonly Run[], filter: string | undefined, orderBy: readonly string[] = []): Run[] {
  return runs.filter(compile(filter, readRun)).sort(order([...orderBy, "start_time DESC", "run_id ASC"], readRun));
}

export function selectExperiments(
  experiments: readonly Experiment[],
  filter: string | undefined,
  orderBy?: readonly string[],
): Experiment[] {
  const keys = orderBy?.length ? orderBy : ["creation_time DESC", "experiment_id ASC"];
  return experiments.filter(compile(filter, readExperiment)).sort(order(keys, readExperiment));
}
