import type { Dataset, DatasetInput, Metric, MetricPoint, RunStatus, Tags } from "./entities.js";
import { invalid } from "./mlflow-error.js";

/** MLflow's limits (3.17, `mlflow/utils/validation.py`), in characters unless said. */
export const limits = {
  metricsPerBatch: 1000,
  paramsPerBatch: 100,
  tagsPerBatch: 100,
  key: 250,
  param: 6000,
  tag: 8000,
  experimentTag: 20_000,
  experimentName: 500,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  artifactSegmentBytes: 255,
} as const;

/** In the order of MLflow's enumeration, which counts from 1. */
export const statuses: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];
const terminal: readonly RunStatus[] = ["FINISHED", "FAILED", "KILLED"];

export const isTerminal = (status: RunStatus): boolean => terminal.includes(status);

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** Text that survives UTF-8: a lone surrogate becomes U+FFFD. */
export const wellFormed = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

/** Names that were found good: a run logs the same ones again and again. */
const knownKeys = new Set<string>();
const mostKnownKeys = 10_000;

export function checkKey(kind: string, key: string): string {
  if (knownKeys.has(key)) return key;
  if (typeof key !== "string" || key === "") throw invalid(`${kind}: expected a non-empty name, got ${JSON.stringify(key)}.`);
  if (key.length > limits.key)
    throw invalid(`${kind}: expected a name of at most ${limits.key} characters, got ${key.length}: ${shown(key)}.`);
  if (!/^[\p{L}\p{N}_./ :-]+$/u.test(key)) {
    throw invalid(
      `${kind}: expected letters, digits and "_", ".", "-", ":", "/", blank in a name, got ${shown(key)}. Replace the other characters.`,
    );
  }
  if (key.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw invalid(
      `${kind}: expected a name that reads the same as a path, got ${shown(key)}. Leave out "//", "." and ".." as parts and "/" at the ends.`,
    );
  }
  if (knownKeys.size < mostKnownKeys) knownKeys.add(key);
  return key;
}

function checkText(what: string, value: string, longest: number, advice: string): string {
  if (typeof value !== "string") throw invalid(`${what}: expected a string, got ${typeof value}.`);
  if ([...value].length > longest) throw invalid(`${what}: expected at most ${longest} characters, got ${[...value].length}. ${advice}`);
  return wellFormed(value);
}

function checkInteger(what: string, value: number, least: number): number {
  const whole = Math.trunc(value);
  if (!Number.isSafeInteger(whole) || whole < least) {
    throw invalid(`${what}: expected a whole number${least === 0 ? " ≥ 0" : ""}, got ${String(value)}.`);
  }
  // −0 would be written as "0" in one place and compared as −0 in another.
  return whole + 0;
}

export const checkTime = (what: string, value: number): number => checkInteger(what, value, 0);

export function checkStatus(status: RunStatus): RunStatus {
  if (!statuses.includes(status)) throw invalid(`run status: expected ${statuses.join(", ")}, got ${JSON.stringify(status)}.`);
  return status;
}

/** The point as it is stored: time and step filled in and cut to whole numbers. */
export function checkPoint(point: MetricPoint, now: number): Metric & { readonly modelId?: string } {
  const key = checkKey("metric", point.key);
  if (typeof point.value !== "number") throw invalid(`metric ${key}: expected a number, got ${JSON.stringify(point.value)}.`);
  const timestamp = checkTime(`metric ${key}: timestamp`, point.timestamp ?? now);
  const step = checkInteger(`metric ${key}: step`, point.step ?? 0, Number.MIN_SAFE_INTEGER);
  return { key, value: point.value + 0, timestamp, step, ...(point.modelId === undefined ? {} : { modelId: point.modelId }) };
}

/** Two points of one metric are the same to MLflow's databases if these texts are: one NaN, infinities as the largest number. */
export function pointIdentity(point: Metric): string {
  const value = Math.min(Math.max(point.value, -Number.MAX_VALUE), Number.MAX_VALUE) + 0;
  return `${point.timestamp} ${value} ${point.step}`;
}

/** Later of the two as MLflow orders them: step, then time, then value. */
export function laterPoint<T extends Metric>(a: T, b: T): T {
  const order = a.step - b.step || a.timestamp - b.timestamp || (a.value || 0) - (b.value || 0);
  return order > 0 ? a : b;
}

export function checkParams(params: Readonly<Record<string, string>>): Record<string, string> {
  const advice = "MLflow would cut it: log it as an artifact.";
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [checkKey("param", key), checkText(`param ${key}`, value, limits.param, advice)]),
  );
}

export function checkTags(tags: Tags): Record<string, string> {
  const advice = "MLflow would cut it: shorten it or log it as an artifact.";
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [checkKey("tag", key), checkText(`tag ${key}`, value, limits.tag, advice)]),
  );
}

export function checkExperimentTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [
      checkKey("experiment tag", key),
      checkText(`experiment tag ${key}`, value, limits.experimentTag, "Shorten it."),
    ]),
  );
}

export function checkExperimentName(name: string): string {
  if (typeof name !== "string" || name.trim() === "") throw invalid(`experiment: expected a non-empty name, got ${JSON.stringify(name)}.`);
  return checkText("experiment name", name, limits.experimentName, "Shorten it.");
}

export function checkDatasets(inputs: readonly DatasetInput[]): readonly DatasetInput[] {
  const seen = new Map<string, DatasetInput>();
  for (const input of inputs) {
    const dataset = checkDataset(input.dataset);
    const key = datasetKey(dataset);
    refuseSecondContext(seen.get(key), input);
    seen.set(key, { ...input, dataset });
  }
  return [...seen.values()];
}

export const datasetKey = (dataset: Dataset): string => JSON.stringify([dataset.name, dataset.digest]);

/** MLflow keeps the first context of a (name, digest) and ignores any other without a word. */
export function refuseSecondContext(first: DatasetInput | undefined, second: DatasetInput): void {
  if (first === undefined || first.context === second.context) return;
  const { name, digest } = second.dataset;
  throw invalid(
    `dataset ${name}: expected one context per name and digest, got ${first.context} and ${second.context} for digest ${digest}. Give each split its own digest.`,
  );
}

function checkDataset(dataset: Dataset): Dataset {
  const what = `dataset ${shown(String(dataset.name))}`;
  const text = (field: "name" | "digest" | "source" | "schema" | "profile" | "sourceType", longest: number): string =>
    checkText(`${what}: ${field}`, dataset[field] ?? "", longest, "MLflow's databases take no more.");
  const checked = {
    name: text("name", limits.datasetName),
    digest: text("digest", limits.datasetDigest),
    sourceType: text("sourceType", limits.datasetName),
    source: text("source", limits.datasetSource),
  };
  if (checked.name === "" || checked.digest === "") throw invalid(`${what}: expected \`name\` and \`digest\`, got an empty one.`);
  return {
    ...checked,
    ...(dataset.schema === undefined ? {} : { schema: text("schema", limits.datasetSchema) }),
    ...(dataset.profile === undefined ? {} : { profile: text("profile", limits.datasetProfile) }),
  };
}

/** A path that every store can hold and that MLflow's artifact proxy does not change on its way. */
export function checkArtifactPath(path: string): string {
  const refuse = (reason: string): never => {
    throw invalid(`artifact: ${reason}, got ${shown(String(path))}.`);
  };
  if (typeof path !== "string" || path === "") refuse("expected a path");
  for (const segment of path.split("/")) {
    if (segment === "" || segment === "." || segment === "..")
      refuse('expected a relative path without "//", "." and ".." as parts and "/" at the ends');
    if (Buffer.byteLength(segment) > limits.artifactSegmentBytes) refuse(`expected names of at most ${limits.artifactSegmentBytes} bytes`);
  }
  if (/[\p{Cc}#\\]|%[0-9a-fA-F]{2}/u.test(path) || wellFormed(path) !== path) {
    refuse('expected a path without "#", "\\", control characters and "%" before two hexadecimal digits, which servers refuse or decode');
  }
  return path;
}
