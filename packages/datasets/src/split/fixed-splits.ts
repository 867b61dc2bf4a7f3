import { countClasses, type Dataset, type Protocol, type Split, UserError } from "@evenkeel/core";
import { z } from "zod";
import { decodeText, readSource } from "../read-source.js";
import { checkSplit } from "./check-split.js";

const rowIds = z.array(z.int().min(0));
const splitSchema = z.object({ train: rowIds, meta: rowIds, test: rowIds, validation: rowIds.exactOptional(), planted: rowIds.exactOptional() });
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
      return countClasses(splits.flatMap(({ train, meta }) => [...train, ...meta].map((id) => labelOf.get(id)!)), dataset.numClasses);
    },
    split(dataset, trial) {
      check(dataset);
      return splits[trial]!;
    },
  };
}

function readSplits(component: string, setting: string, path: string): readonly Split[] {
  const text = decodeText(component, path, readSource(component, setting, path));
  const parsed = fileSchema.safeParse(parseJson(component, path, text));
  if (parsed.success) return parsed.data;
  throw new UserError(`${component}: expected an array of {train, meta, test, validation?, planted?} with 0-based row ids in ${path}, got another form.\n${z.prettifyError(explain(text))}`);
}

/** Which entry is wrong: an error of the union names none. */
function explain(text: string): z.ZodError {
  const content: unknown = JSON.parse(text);
  const list = Array.isArray(content) ? content : (content as { splits?: unknown } | null)?.splits;
  return listSchema.safeParse(list).error!;
}

function parseJson(component: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${component}: expected JSON in ${path}, got: ${(error as Error).message}.`, { cause: error });
  }
}
