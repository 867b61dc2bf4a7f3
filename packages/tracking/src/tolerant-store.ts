import { type Batch, type Dataset, type DatasetInput, limits, type MetricPoint, MlflowError, type Store } from "mlflow-js-client";
import { createHash } from "node:crypto";

/** Told, in one sentence for the user, of each thing that was changed or left out. */
export type Note = (sentence: string) => void;

/** Room for the words behind a value that was cut. */
const roomForAdvice = 400;
/** Bytes: a file store keeps names as paths, and file systems take 255 a part. */
const longestPart = 200;
const longestRunName = 250;

/**
 * The same store, but one thing that MLflow does not take never costs the rest: long values are shortened and kept whole as
 * artifacts, names are mended, and what the store still refuses is left out alone. `note` is told of each, once.
 */
export function tolerantStore<T extends Store>(store: T, tell: Note): T {
  const told = new Set<string>();
  const note = (sentence: string): void => {
    if (told.has(sentence)) return;
    told.add(sentence);
    tell(sentence);
  };
  const mendedKeys = new Map<string, string>();

  function keyOf(kind: string, key: string): string {
    const name = `${kind} ${key}`;
    const known = mendedKeys.get(name);
    if (known !== undefined) return known;
    const mended = mendKey(key);
    if (mended !== key) note(`${kind} ${shown(key)}: MLflow does not take this name, it is logged as ${mended}.`);
    mendedKeys.set(name, mended);
    return mended;
  }

  /** Values that fit, by mended name, and the files that hold those that did not. */
  function fitTexts(
    kind: "param" | "tag",
    texts: Readonly<Record<string, string>>,
    longest: number,
  ): { fitted: Record<string, string>; files: Map<string, string> } {
    const files = new Map<string, string>();
    const fitted = Object.entries(texts).map(([key, value]) => {
      const name = keyOf(kind, key);
      const characters = value.length > longest ? [...value] : [];
      if (characters.length <= longest) return [name, value] as const;
      const path = `${kind}s/${name}.txt`;
      files.set(path, value);
      note(
        `${kind} ${shown(key)} has ${characters.length} characters, more than MLflow's ${longest}: it is shortened, and whole in the artifact ${path}.`,
      );
      return [
        name,
        `${characters.slice(0, longest - roomForAdvice).join("")}… (${characters.length} characters; whole in the artifact ${path})`,
      ] as const;
    });
    return { fitted: Object.fromEntries(fitted), files };
  }

  /** All at once if the store takes it; else each by itself, and what is still refused is named. */
  async function logOneByOne(runId: string, { metrics = [], params = {}, tags = {} }: Batch): Promise<void> {
    const single = async (kind: string, key: string, batchOf: (key: string) => Batch): Promise<void> => {
      try {
        await store.logBatch(runId, batchOf(key));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // The name may be the folder of another one.
        const other = key.replaceAll("/", ".");
        const second =
          other === key
            ? error
            : await store.logBatch(runId, batchOf(other)).then(
                () => null,
                (next: unknown) => next,
              );
        note(
          second === null
            ? `${kind} ${shown(key)}: MLflow does not take this name beside others, it is logged as ${other}.`
            : `${kind} ${shown(key)} is not logged: ${messageOf(second)}`,
        );
      }
    };
    for (const [key, value] of Object.entries(params)) await single("param", key, (name) => ({ params: { [name]: value } }));
    for (const [key, value] of Object.entries(tags)) await single("tag", key, (name) => ({ tags: { [name]: value } }));
    for (const [key, points] of byKey(metrics))
      await single("metric", key, (name) => ({ metrics: points.map((point) => ({ ...point, key: name })) }));
  }

  async function keepFiles(runId: string, files: ReadonlyMap<string, string>): Promise<void> {
    for (const [path, text] of files) {
      await store.uploadArtifact(runId, path, text).catch((error: unknown) => note(`artifact ${path} is not logged: ${messageOf(error)}`));
    }
  }

  // No wait before the store is called: before a signal ends the process, what was handed over must be on disk on return.
  async function logBatch(runId: string, { metrics = [], params = {}, tags = {} }: Batch): Promise<void> {
    const [ofParams, ofTags] = [fitTexts("param", params, limits.param), fitTexts("tag", tags, limits.tag)];
    const fitted: Batch = {
      metrics: metrics.map((point) => ({ ...point, key: keyOf("metric", point.key) })),
      params: ofParams.fitted,
      tags: ofTags.fitted,
    };
    try {
      await store.logBatch(runId, fitted);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await logOneByOne(runId, fitted);
    }
    await keepFiles(runId, new Map([...ofParams.files, ...ofTags.files]));
  }

  async function logDatasets(runId: string, inputs: readonly DatasetInput[]): Promise<void> {
    for (const input of inputs) {
      const { dataset, files } = fitDataset(input, note);
      try {
        await store.logDatasets(runId, [{ ...input, dataset }]);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        note(`data set ${shown(dataset.name)} (${input.context ?? "no context"}) is not logged: ${messageOf(error)}`);
      }
      await keepFiles(runId, files);
    }
  }

  async function getOrCreateExperiment(name: string, ...rest: [Parameters<Store["getOrCreateExperiment"]>[1]?]): Promise<string> {
    const fitted = name.trim() === "" ? "unnamed" : shorten(name, limits.experimentName);
    for (let copy = 1; ; copy++) {
      const tried = copy === 1 ? fitted : `${shorten(fitted, limits.experimentName - 10)} (${copy})`;
      try {
        const id = await store.getOrCreateExperiment(tried, ...rest);
        if (tried !== name)
          note(
            `experiment ${shown(name)}: MLflow does not take this name, or such an experiment was deleted; it is logged as ${shown(tried)}.`,
          );
        return id;
      } catch (error) {
        if (!isRefusal(error) || copy === 9) throw error;
      }
    }
  }

  return {
    ...store,
    getOrCreateExperiment,
    async createRun({ runName, tags = {}, ...run }) {
      const { fitted, files } = fitTexts("tag", tags, limits.tag);
      const name = runName === undefined ? {} : { runName: shorten(runName, longestRunName) };
      if (runName !== undefined && runName !== name.runName)
        note(`run name ${shown(runName)}: MLflow takes ${longestRunName} characters; it is shortened.`);
      const info = await store.createRun({ ...run, ...name, tags: fitted });
      await keepFiles(info.runId, files);
      return info;
    },
    logBatch,
    logDatasets,
  };
}

function fitDataset({ dataset, context = "data" }: DatasetInput, note: Note): { dataset: Dataset; files: Map<string, string> } {
  const files = new Map<string, string>();
  const { schema, profile, ...rest } = dataset;
  const fit = (field: "schema" | "profile", text: string | undefined, longest: number): Partial<Dataset> => {
    if (text === undefined) return {};
    if (text.length <= longest) return { [field]: text };
    const path = `datasets/${context}-${field}.json`;
    files.set(path, text);
    note(
      `data set ${shown(dataset.name)}: its ${field} has ${text.length} characters, more than MLflow's ${longest}: it is in the artifact ${path} alone.`,
    );
    return {};
  };
  const source =
    rest.source.length > limits.datasetSource
      ? JSON.stringify({ sha256: createHash("sha256").update(rest.source).digest("hex") })
      : rest.source;
  return {
    dataset: {
      ...rest,
      source,
      name: shorten(rest.name || "unnamed", limits.datasetName),
      ...fit("schema", schema, limits.datasetSchema),
      ...fit("profile", profile, limits.datasetProfile),
    },
    files,
  };
}

/** Different names stay different: what is changed gets a mark of the whole name. */
function mendKey(key: string): string {
  const parts = Buffer.from(key, "utf8")
    .toString("utf8")
    .replace(/[^\p{L}\p{N}_./ :-]/gu, "_")
    .split("/");
  const mended = parts
    .map((part) => (["", ".", ".."].includes(part) ? "_" : part))
    .map((part) => (Buffer.byteLength(part) > longestPart ? cutBytes(part, longestPart) : part))
    .join("/");
  if (mended === key && key.length <= limits.key) return key;
  const mark = `-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
  return `${Buffer.from(mended.slice(0, limits.key - mark.length))
    .toString("utf8")
    .replaceAll("\ufffd", "_")}${mark}`;
}

function cutBytes(text: string, longest: number): string {
  let cut = [...text].slice(0, longest);
  while (Buffer.byteLength(cut.join("")) > longest) cut = cut.slice(0, -1);
  return cut.join("");
}

function shorten(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

function byKey(points: readonly MetricPoint[]): Map<string, MetricPoint[]> {
  const groups = new Map<string, MetricPoint[]>();
  for (const point of points) groups.set(point.key, [...(groups.get(point.key) ?? []), point]);
  return groups;
}

const isRefusal = (error: unknown): boolean => error instanceof MlflowError && error.code === "INVALID_PARAMETER_VALUE";
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
