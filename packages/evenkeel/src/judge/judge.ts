import type { ConfigTree } from "@evenkeel/compose";
import { UserError } from "@evenkeel/core";
import { type ComparisonWords, type OpenedComparison, openComparison } from "../compare/open-comparison.js";
import { composeComparison, type ComposedComparison, sharedConfig } from "../compare/compose-comparison.js";
import { trialSplits } from "../run/trial-splits.js";
import type { Workbench } from "../workbench/workbench.js";
import { type JudgedFile, judgedFile, type Kind, KINDS } from "./judged-files.js";
import { judgedMethods } from "./judged-methods.js";

/** What is judged, by the option that names its file. */
export type JudgeInput = Readonly<Partial<Record<Kind, string>>> & {
  /** The share of each class that scores keep. */
  readonly keep: number | null;
};

/** A judgement is a comparison whose methods are made of files of other programs. */
export interface OpenedJudgement {
  readonly opened: OpenedComparison;
  /** What was left out, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Plans what judges the files of another program: what is trained with its weights, scores or rows and with their controls, and its
 * predictions, in the trials that all files have lines of.
 *
 * @param words - as of a comparison: conditions, trials, contrasts and methods that they set are theirs.
 * @throws UserError if no file is named, or none has lines of these splits.
 */
export async function openJudgement(bench: Workbench, input: JudgeInput, words: ComparisonWords): Promise<OpenedJudgement> {
  const files = KINDS.flatMap((kind) => (input[kind] === undefined ? [] : [judgedFile(kind, input[kind])]));
  if (files.length === 0)
    throw new UserError(
      `judge: expected a file at ${KINDS.map((kind) => `\`--${kind}\``).join(", ")}, got none. \`evenkeel judge --help\` says what they hold.`,
    );
  if (input.scores !== undefined && input.keep === null)
    throw new UserError("--keep: expected the share of each class that `--scores` keeps, e.g. `--keep 0.8`, got none.");
  if (input.scores === undefined && input.keep !== null)
    throw new UserError("--keep: expected it beside `--scores`, which it is about, got it alone. Leave it out.");
  const { methods, contrasts, reference } = judgedMethods(files, input.keep);
  const usual = { experiment: "judge", laid: { methods, contrasts, reference } satisfies ConfigTree };
  const composed = composeComparison(bench, words.overrides, usual);
  const isSet = (key: string): boolean => words.overrides.some(({ path }) => path[0] === key);
  const { conditions, trials, notes } = await coveredBy(files, bench, composed, { isSet });
  const laid = { conditions: conditions.map((condition) => titled(composed, condition)), trials, ...usual.laid };
  return { opened: await openComparison(bench, words, { ...usual, laid }), notes };
}

/** A condition as an experiment writes it. */
const titled = ({ comparison }: ComposedComparison, title: string): ConfigTree => ({
  ...(comparison.conditionOf[title] as ConfigTree),
  title,
});

interface Covered {
  readonly conditions: readonly string[];
  readonly trials: number;
  readonly notes: readonly string[];
}

/** The conditions of which all files have trials, and as many trials, from the first, as all of them have. */
async function coveredBy(
  files: readonly JudgedFile[],
  bench: Workbench,
  composed: ComposedComparison,
  { isSet }: { isSet(key: string): boolean },
): Promise<Covered> {
  const { comparison } = composed;
  const trials = await trialSplits(bench, sharedConfig(bench, composed));
  const numTrials = Math.min(comparison.trials ?? trials.numTrials, trials.numTrials);
  const known = files.flatMap(({ splits }) => splits ?? []);
  const all = Object.entries(comparison.conditionOf).map(([condition, config]) => {
    const hashes = Array.from({ length: trials.numTrials }, (_, trial) => trials.of(config as ConfigTree, trial).hash);
    const gap = hashes.slice(0, numTrials).findIndex((hash) => known.some((splits) => !splits.has(hash)));
    return { condition, hashes, numFirst: gap < 0 ? numTrials : gap };
  });
  const every = new Set(all.flatMap(({ hashes }) => hashes));
  const strangers = files.flatMap(({ path, splits }) => strangersIn(path, splits ?? new Set(), every));
  const conditions = all.filter(({ numFirst }) => numFirst > 0);
  if (conditions.length === 0) {
    const [{ condition, hashes }] = all as [(typeof all)[number]];
    const numOwn = new Set(known.flatMap((splits) => [...splits].filter((hash) => every.has(hash)))).size;
    throw new UserError(
      `judge: expected files with lines of the first trial under some condition, which is the split \`${hashes[0]!.slice(0, 12)}…\` under ${condition}, got ${numOwn === 0 ? "lines of no split of this comparison" : `lines of ${numOwn} other splits of it`}. \`evenkeel splits\` with the same settings writes the splits to make them for.`,
    );
  }
  const covered = Math.min(...conditions.map(({ numFirst }) => numFirst));
  const lost = all.filter(({ numFirst }) => numFirst === 0).map(({ condition }) => condition);
  return {
    conditions: conditions.map(({ condition }) => condition),
    trials: covered,
    notes: [
      ...strangers,
      ...(lost.length > 0 && !isSet("conditions") ? [`Left out: ${lost.join(", ")}, of which a file has no lines.`] : []),
      ...(covered < numTrials && !isSet("trials")
        ? [`The first ${covered} of ${numTrials} trials are judged: of the others a file has no lines.`]
        : []),
    ],
  };
}

/** Lines that a program made for another comparison, or whose hash is not whole. */
function strangersIn(path: string, splits: ReadonlySet<string>, every: ReadonlySet<string>): string[] {
  const count = [...splits].filter((hash) => !every.has(hash)).length;
  if (count === 0) return [];
  return [`${path}: lines of ${count} ${count === 1 ? "split" : "splits"} that this comparison does not have are left unread.`];
}
