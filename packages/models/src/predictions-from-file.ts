import { defineModel, didYouMean, type Elsewhere, fileSetting, type SplitTable, tokens, UserError } from "@evenkeel/core";
import { z } from "zod";

/** A probability of 0 has no logit: it is taken as the smallest that a double tells from 1. */
const SMALLEST = Number.EPSILON;
/** Probabilities that a program wrote with few digits. */
const TOLERANCE = 1e-3;

/**
 * The scores that another program gave the test rows of this split, in place of a model.
 *
 * The file is a table with `split`, `row` (its id, counted from 0), and for each class a probability `p_<class>` or a logit
 * `logit_<class>`; of two classes one is enough. Logits are ln p. What that program trained on is not known here; that it scored the
 * test rows of this split, each once and no other, is.
 */
export default defineModel({
  name: "predictions-from-file",
  summary: "the scores that another program gave the test rows of this split",
  config: {
    path: fileSetting()
      .describe("a CSV file with split, row, and p_<class> or logit_<class>")
      .meta({ examples: ["predictions.csv"] }),
    method: z.string().min(1).nullable().default(null).describe("which lines to take, by their column `method`; null if there is none"),
  },
  inject: [tokens.elsewhere],
  declares: () => ({ fits: true }),
  leavesIdle: () =>
    Object.fromEntries(
      ["sampler", "classWeights", "training.rows", "ensemble.members", "evaluation.sets", "evaluation.scores"].map((role) => [
        role,
        "the scores were made elsewhere: nothing is trained here.",
      ]),
    ),
  create: ({ path, method }, elsewhere) => ({
    head: "linear",
    init: () => ({}),
    shapes: () => ({}),
    initState: () => ({}),
    embed: unknown,
    classify: unknown,
    given: (ids) => scoresOf(elsewhere, path, method, ids),
  }),
});

function unknown(): never {
  throw new UserError(
    "model=predictions-from-file: expected to be asked for the test rows of its split, got other rows: it has scores of no other. Use the program that made them.",
  );
}

function scoresOf(elsewhere: Elsewhere, path: string, method: string | null, ids: Int32Array): Float64Array {
  const table = elsewhere.table({ setting: "model.path", path });
  const lines = linesOf(table, method, path);
  const numClasses = elsewhere.classNames.length;
  const logits = logitsIn(table, elsewhere.classNames, path);
  const lineOf = new Map<number, number>();
  const rows = table.texts("row");
  for (const line of lines) {
    const id = /^\d{1,9}(\.0+)?$/.test(rows[line]!) ? Number(rows[line]) : -1;
    if (!ids.includes(id))
      throw new UserError(
        `model.path: expected the test rows of this split in ${path}, got row "${rows[line]}" in ${table.place(line)}, which is none of the ${ids.length}. \`evenkeel splits\` writes which they are.`,
      );
    if (lineOf.has(id))
      throw new UserError(
        `model.path: expected each test row once, got row ${id} in ${table.place(lineOf.get(id)!)} and in ${table.place(line)}.${method === null && table.columns.includes("method") ? " The file has a column `method`: choose one at `model.method`." : " Leave one out."}`,
      );
    lineOf.set(id, line);
  }
  const lost = ids.filter((id) => !lineOf.has(id));
  if (lost.length > 0)
    throw new UserError(
      `model.path: expected a line for each of the ${ids.length} test rows of this split in ${path}, got none for ${lost.length}, such as row ${lost[0]}. Write them all.`,
    );
  const scores = new Float64Array(ids.length * numClasses);
  ids.forEach((id, i) => scores.set(logits(lineOf.get(id)!), i * numClasses));
  return scores;
}

function linesOf({ count, columns, texts }: SplitTable, method: string | null, path: string): number[] {
  const all = Array.from({ length: count }, (_, line) => line);
  if (method === null) return all;
  if (!columns.includes("method"))
    throw new UserError(
      `model.method: expected a column \`method\` in ${path}, got none. Leave \`model.method\` out, or write the column.`,
    );
  const names = texts("method");
  const own = all.filter((line) => names[line] === method);
  if (own.length === 0)
    throw new UserError(
      `model.method: expected one of ${[...new Set(names)].join(", ")}, the methods of this split in ${path}, got \`${method}\`. Choose one of them.`,
    );
  return own;
}

/** The logits of a line, whatever the file calls its scores. */
function logitsIn(table: SplitTable, classNames: readonly string[], path: string): (line: number) => Float64Array {
  const strange = table.columns.find((column) => /^(?:p|logit)_/.test(column) && !classNames.includes(column.replace(/^(?:p|logit)_/, "")));
  if (strange !== undefined)
    throw new UserError(
      `model.path: expected columns of scores that are called after a class (${classNames.join(", ")}), got \`${strange}\` in ${path}.${didYouMean(strange.replace(/^(?:p|logit)_/, ""), classNames) || " Rename it, or leave it out."}`,
    );
  const found = (["p", "logit"] as const).flatMap((kind) => {
    const columns = classNames.map((name) => (table.columns.includes(`${kind}_${name}`) ? table.numbers(`${kind}_${name}`) : null));
    const numFound = columns.filter((column) => column !== null).length;
    const isEnough = numFound === classNames.length || (classNames.length === 2 && numFound === 1);
    return isEnough ? [{ kind, columns }] : [];
  });
  if (found.length !== 1)
    throw new UserError(
      `model.path: expected ${classNames.length === 2 ? "one or both" : "all"} of the columns ${classNames.map((name) => `\`p_${name}\``).join(", ")} in ${path}, or as many \`logit_…\`, got ${found.length === 0 ? table.columns.map((name) => `\`${name}\``).join(", ") : "both kinds"}. Write one kind.`,
    );
  const [{ kind, columns }] = found as [(typeof found)[number]];
  if (kind === "logit") return (line) => Float64Array.from(columns, (column) => column?.[line] ?? 0);
  return (line) => {
    const one = columns.findIndex((column) => column !== null);
    const shares = columns.map((column) => column?.[line] ?? 1 - columns[one]![line]!);
    const total = shares.reduce((sum, share) => sum + share, 0);
    if (shares.some((share) => share < 0 || share > 1) || Math.abs(total - 1) > TOLERANCE)
      throw new UserError(
        `model.path: expected probabilities in [0, 1] that add up to 1, got ${shares.join(", ")} in ${table.place(line)}. Scores on another scale are logits: call their columns \`logit_…\`.`,
      );
    return Float64Array.from(shares, (share) => Math.log(Math.max(share, SMALLEST)));
  };
}
