import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ComponentConfig, RunConfig, RunPlan } from "@evenkeel/compose";
import { type Dataset, readSafetensors, shown, type Split, UserError } from "@evenkeel/core";
import { readSource } from "@evenkeel/datasets";

/** A file that a setting names and whose content counts. */
export interface FileRead {
  /** Who takes it: `start.from`, `sampler.path`. */
  readonly setting: string;
  readonly sha256: string;
}

/** The file of a trained model that a run begins with. */
export interface ModelFile extends FileRead {
  /** What the run that wrote it says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a run writes beside its parameters: whoever goes on from them can tell whether they fit, and whether they know test rows. */
export function modelMetadata(
  { components }: Pick<RunConfig, "components">,
  dataset: Dataset,
  split: Split,
): Readonly<Record<"model" | "chain" | "data" | "test", string>> {
  return {
    model: JSON.stringify(components["model"]),
    chain: JSON.stringify([components["imputer"], components["encoder"]]),
    data: dataset.digest,
    test: sha256(JSON.stringify([...split.test].sort((a, b) => a - b))),
  };
}

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * What other programs made.
 *
 * @throws UserError for a file that cannot be read.
 */
export const otherFiles = ({ files }: Pick<RunPlan, "files">): FileRead[] =>
  files.map(({ setting, path }) => ({ setting, sha256: sha256(readSource(setting, setting, path)) }));

/** @throws UserError for a file that is not there, or none. */
export function modelFiles({ given }: Pick<RunPlan, "given">): ModelFile[] {
  return given.flatMap(({ role, setting, value, what }) =>
    what === "model" && typeof value === "string" ? [readModelFile(`${role}.${setting}`, value)] : [],
  );
}

function readModelFile(setting: string, path: string): ModelFile {
  try {
    const bytes = readFileSync(path);
    return { setting, sha256: sha256(bytes), metadata: readSafetensors(bytes).metadata };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const got = code === "ENOENT" ? "none" : code === "EISDIR" ? "a folder" : "another file";
    throw new UserError(`${setting}: expected a file \`model.safetensors\` that a run wrote, got ${got} at ${path}. Correct the path.`, {
      cause: error,
    });
  }
}

/**
 * Refuses a model that was trained on test rows of this trial, and says how one was made otherwise than this run goes on with it. What a
 * file of elsewhere does not say is not judged.
 *
 * @returns sentences for a reader of the results.
 */
export function judgeModelFiles(files: readonly ModelFile[], config: RunConfig, dataset: Dataset, split: Split): string[] {
  const own = modelMetadata(config, dataset, split);
  return files.flatMap(({ setting, metadata }) => {
    if (metadata["data"] === own.data && metadata["test"] !== own.test)
      throw new UserError(
        `${setting}: expected a model that was trained on no test row of this trial, got one of a run with other test rows of the same data. Take one of this trial and seed, or in a comparison what a method finds: \`{from: method}\`.`,
      );
    return [
      ...differences(setting, "model", metadata["model"], [config.components["model"]!]),
      ...differences(setting, "chain", metadata["chain"], [config.components["imputer"]!, config.components["encoder"]!]),
    ];
  });
}

function differences(setting: string, what: "model" | "chain", written: string | undefined, own: readonly ComponentConfig[]): string[] {
  if (written === undefined) return [];
  const parsed = JSON.parse(written) as ComponentConfig | ComponentConfig[];
  const theirs = Array.isArray(parsed) ? parsed : [parsed];
  const changed = own.flatMap((config, i) => {
    const before = theirs[i] ?? { name: "" };
    return [...new Set([...Object.keys(before), ...Object.keys(config)])].flatMap((key) => {
      const [was, is] = [before[key], config[key]];
      return JSON.stringify(was) === JSON.stringify(is) ? [] : [`${key} ${shown(was)}, here ${shown(is)}`];
    });
  });
  if (changed.length === 0) return [];
  return [`${setting}: its ${what === "model" ? "model" : "imputer and encoder"} had ${changed.join("; ")}: what it learned may not fit.`];
}
