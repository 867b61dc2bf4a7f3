import { countClasses, type Dataset, labelledIn, type Protocol, type Split, UserError } from "@evenkeel/core";
import { z } from "zod";
import { decodeText, readSource } from "../read-source.js";
import { checkSplit } from "./check-split.js";

const rowIds = z.array(z.int().min(0));
const splitSchema = z
  .object({
    train: rowIds,
    meta: rowIds,
    test: rowIds,
    validation: rowIds.exactOptional(),
    planted: rowIds.exactOptional(),
  })
  .transform(({ planted, ...split }): Split => (planted ? { ...split, given: { planted } } : split));
const listSchema = z.array(splitSchema).min(1);
const fileSchema = z.union([listSchema, z.object({ splits: listSchema }).transform(({ splits }) => splits)]);

/**
 * The splits of a JSON file, one per trial: an array of `{train, meta, test, validation?, planted?}` with 0-based row ids,
 * or an object that holds it as `splits`. So a published split can be repeated.
 *
 * The first use checks all of them, so that a bad last trial stops the first one.
 */
export function fixedSplits(component: string, setting: string, path: string): Protocol {
  const splits = readSplits(component, setting, path);
  const check = (dataset: Dataset) => splits.forEach((split, i) => checkSplit(split, dataset, `trial ${i} of ${path}`));
  return {
    numTrials: splits.length,
    description: `${splits.length} fixed splits read from a file`,
    classCounts(dataset) {
      check(dataset);
      const labelOf = new Map(Array.from(dataset.rowIds, (id, position) => [id, dataset.labels[position]!]));
      return countClasses(
        splits.flatMap((split) => labelledIn(split).map((id) => labelOf.get(id)!)),
        dataset.numClasses,
      );
    },
    split(dataset, trial) {
      check(dataset);
      return splits[trial]!;
    },
  };
}

const example = '[{"train": [0, 2], "meta": [], "test": [1, 3]}]';

function readSplits(component: string, setting: string, path: string): readonly Split[] {
  const content = parseJson(component, setting, path, decodeText(component, path, readSource(component, setting, path)));
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${component}: expected trials of whole row ids, counted from 0, at \`${setting}\` in ${path}, e.g. ${example}, got ${firstMistake(content)}. Correct the file.`,
  );
}

/** Which entry is wrong, and what it is: an error of the union names none. */
function firstMistake(content: unknown): string {
  const list = Array.isArray(content) ? content : (content as { splits?: unknown } | null)?.splits;
  const { path } = listSchema.safeParse(list).error!.issues[0]!;
  const found = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], list);
  const text = found === undefined ? "nothing" : JSON.stringify(found);
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return `${text.length > 60 ? `${text.slice(0, 57)}…` : text}${place === "" ? "" : ` at \`${place}\``}`;
}

function parseJson(component: string, setting: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = text.trim() === "" ? "an empty file" : (error as Error).message.replaceAll(/\s+/g, " ");
    throw new UserError(`${component}: expected JSON at \`${setting}\` in ${path}, e.g. ${example}, got: ${reason}. Correct the file.`, {
      cause: error,
    });
  }
}
