import { adopt, concat, gather } from "@evenkeel/autodiff";
import {
  defineWeighter,
  type Elsewhere,
  fileSetting,
  type LearnedControl,
  type LearnerRows,
  type Rng,
  type Rows,
  shuffleWithin,
  tokens,
  UserError,
} from "@evenkeel/core";
import { ones, tensor1d } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { spreadWithin } from "../spread-within.js";
import { syntheticOf } from "../synthetic-of.js";

/**
 * Gives rows the weights that another program found for this split.
 *
 *     L = Σᵢ wᵢ ℓᵢ / N,   wᵢ from the file, divided by their mean unless `scale` is as-given
 *
 * The file is a table with `split`, the hash of the split that a line is of, and `weight`. Of natural rows it has `row`, the id of each
 * row that is trained on; of synthetic rows it has one line for each, in their order. With `keep`, `weight` holds scores of any scale: the
 * best share of each class is trained on, as judges of data values do it, and the others weigh 0. Its arrangements are the controls of
 * weights that were learned elsewhere.
 */
export default defineWeighter({
  name: "weights-from-file",
  summary: "gives rows the weights, or keeps those with the best scores, that another program found for this split",
  config: {
    path: fileSetting()
      .describe("a CSV file with split, row and weight")
      .meta({ examples: ["weights.csv"] }),
    of: z
      .enum(["natural", "synthetic"])
      .default("natural")
      .describe("which rows they are of; synthetic ones stand in their order, without `row`"),
    column: z.string().min(1).default("weight").describe("the column that holds them"),
    keep: z
      .number()
      .gt(0)
      .max(1)
      .nullable()
      .default(null)
      .describe("they are scores: the share of each class that is kept, the best first"),
    scale: z.enum(["mean-one", "as-given"]).default("mean-one").describe("whether they are divided by their mean"),
    arrangement: z
      .enum(["as-given", "shuffled", "mean"])
      .default("as-given")
      .describe("shuffled or spread evenly within the class, as a control"),
  },
  inject: [tokens.elsewhere],
  declares: ({ of }) => ({ perSyntheticRow: of === "synthetic", controls }),
  create(settings, elsewhere) {
    const isNatural = settings.of === "natural";
    return {
      use: "old",
      check: (rows) => void weightsOf(settings, elsewhere, rows),
      init: () => ({}),
      facts(rows, rng) {
        const of = isNatural ? rows.natural : syntheticOf("weights-from-file", rows);
        return { weights: tensor1d(arranged(weightsOf(settings, elsewhere, rows), of, settings.arrangement, rng)) };
      },
      inputs: (_, __, { natural }) => (isNatural ? { natural } : {}),
      weigh({ facts, batch: { numNatural, size, synthetic, given } }) {
        const others = size - numNatural;
        if (isNatural) {
          const natural = gather(facts["weights"]!, given["natural"]!);
          return others === 0 ? natural : concat([natural, adopt(ones([others]))]);
        }
        const natural = adopt(ones([numNatural]));
        return synthetic ? concat([natural, gather(facts["weights"]!, synthetic)]) : natural;
      },
      ...(!isNatural && { readings: ({ facts }) => ({ weight: facts["weights"]! }) }),
    };
  },
});

const fixed = (arrangement: "shuffled" | "mean"): LearnedControl["overlay"] => ({ weighter: { arrangement } });

const controls: readonly LearnedControl[] = [
  { name: "permuted", note: "the same weights, shuffled within the class", overlay: fixed("shuffled") },
  { name: "uniform mass", note: "every row has the mean weight of its class", overlay: fixed("mean") },
];

interface Settings {
  readonly path: string;
  readonly of: "natural" | "synthetic";
  readonly column: string;
  readonly keep: number | null;
  readonly scale: "mean-one" | "as-given";
}

/** In the order of the rows. */
function weightsOf({ path, of, column, keep, scale }: Settings, elsewhere: Elsewhere, rows: LearnerRows): Float32Array {
  const file = { setting: "weighter.path", path };
  const table = elsewhere.table(file);
  const written = table.numbers(column);
  const target = of === "natural" ? rows.natural : syntheticOf("weights-from-file", rows);
  const found = of === "natural" ? byId(written, table.rowIds("row"), rows.natural, path) : inOrder(written, target.count, path);
  if (keep !== null) return scaled(keptBest(found, target, keep), scale);
  const negative = written.findIndex((weight) => weight < 0);
  if (negative >= 0)
    throw new UserError(
      `weighter.path: expected weights that are not negative, got ${written[negative]} in ${table.place(negative)}. If they are scores, say which share of each class to keep, e.g. \`weighter.keep=0.8\`.`,
    );
  if (found.every((weight) => weight === 0))
    throw new UserError(`weighter.path: expected a weight above 0 for some row, got 0 for all in ${path}. Nothing could be learned.`);
  return scaled(found, scale);
}

function byId(written: Float64Array, ids: Int32Array, { ids: own }: Rows, path: string): Float64Array {
  const found = new Map(Array.from(ids, (id, line) => [id, written[line]!]));
  const trained = new Set(own);
  const stray = ids.find((id) => !trained.has(id));
  if (stray !== undefined)
    throw new UserError(
      `weighter.path: expected weights of the ${own.length} rows that are trained on, got one of row ${stray} in ${path}, which is none of them. \`training.rows=train\` trains on the rows of that role alone; test rows have no weight.`,
    );
  const lost = own.filter((id) => !found.has(id));
  if (lost.length > 0)
    throw new UserError(
      `weighter.path: expected a weight for each of the ${own.length} rows that are trained on, got none for ${lost.length} in ${path}, such as row ${lost[0]}. Write 0 for rows to leave out; \`training.rows=train\`, or \`without-meta\`, trains on fewer rows.`,
    );
  return Float64Array.from(own, (id) => found.get(id)!);
}

function inOrder(written: Float64Array, count: number, path: string): Float64Array {
  if (written.length === count) return written;
  throw new UserError(
    `weighter.path: expected one weight for each of ${count} synthetic rows, got ${written.length} in ${path}. Take the rows of the same program: \`sampler=rows-from-file\`.`,
  );
}

/**
 * 1 for the rows of each class with the largest scores, the first among equals.
 *
 * @throws UserError if no class has two scores: they say nothing of which rows are best.
 */
function keptBest(scores: Float64Array, { labels, numClasses }: Rows, share: number): Float64Array {
  const kept = new Float64Array(scores.length);
  const first = Array.from({ length: numClasses }, (_, label) => scores[labels.indexOf(label)]);
  if (share < 1 && scores.every((score, row) => score === first[labels[row]!]))
    throw new UserError(
      `weighter.path: expected scores that differ within a class, got the same for all rows of each. Which rows are best would follow from their order. Leave \`weighter.keep\` out.`,
    );
  for (let label = 0; label < numClasses; label++) {
    const members = [...labels.keys()].filter((row) => labels[row] === label);
    const best = members.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, Math.max(1, Math.round(share * members.length)));
    for (const row of best) kept[row] = 1;
  }
  return kept;
}

function scaled(weights: Float64Array, scale: "mean-one" | "as-given"): Float32Array {
  const mean = scale === "mean-one" ? weights.reduce((sum, weight) => sum + weight, 0) / weights.length : 1;
  return Float32Array.from(weights, (weight) => weight / mean);
}

function arranged(weights: Float32Array, { labels }: Rows, arrangement: string, rng: Rng): Float32Array {
  if (arrangement === "shuffled") shuffleWithin(weights, labels, rng);
  if (arrangement === "mean") spreadWithin(weights, labels);
  return weights;
}
