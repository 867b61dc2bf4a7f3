import { type ConfigTree, parseRunConfig, planRun } from "@evenkeel/compose";
import { countClasses, type LabelledRole, labelledIn, NotPossibleError, type Split, tokenName } from "@evenkeel/core";
import { drawsPartners } from "@evenkeel/samplers";
import type { Workbench } from "../workbench/workbench.js";
import { openRun } from "../run/open-run.js";
import { type OpenedSplits, openSplits } from "../run/load-data.js";
import { stagesOf } from "../run/stages.js";
import { rowsOf } from "../run/training.js";

/** A number of neighbours that all methods take in place of their default, and a sentence that says so. */
export interface LoweredNeighbours {
  readonly kNeighbors: number;
  readonly note: string;
}

/** Trials of a protocol differ by a row or two: with this many more than neighbours in the first, none has too few. */
const SAFE_MARGIN = 5;

/**
 * The most neighbours that every trial of every method has rows for, if some method's default is more; null if all defaults can
 * stay, or if no number would do. Contrasts stay fair: all methods whose number was not set take the same.
 *
 * @param methods - their configs.
 */
export async function lowerNeighbours(
  bench: Workbench,
  methods: readonly ConfigTree[],
  numTrials: number | null,
): Promise<LoweredNeighbours | null> {
  const { catalogs } = bench;
  const drawing = methods.filter((written) => neighbourRoles(bench, written).length > 0);
  if (drawing.length === 0) return null;
  const opened = await openSplits(bench, parseRunConfig(drawing[0]!, catalogs));
  const most = Math.max(...drawing.map((written) => kOf(bench, written)));
  if (smallestClass(opened, opened.splitOf(0), ["train"]).count > most + SAFE_MARGIN) return null;
  const trials = Array.from({ length: numTrials ?? opened.protocol.numTrials }, (_, trial) => trial);
  const limits: { count: number; name: string }[] = [];
  for (const written of drawing) {
    const config = parseRunConfig(written, catalogs);
    const rows = rowsOf(config, stagesOf(written, { bench, config, plan: planRun(config, catalogs) }));
    const counts = trials.map((trial) => smallestClass(opened, opened.splitOf(trial), rows));
    const worst = counts.reduce((least, { count }, trial) => (count < counts[least]!.count ? trial : least), 0);
    // A single row has no neighbour at all: that method is not possible, whatever the number.
    if (counts[worst]!.count > 1 && counts[worst]!.count <= kOf(bench, written) && !(await isPossible(bench, { ...written, trial: worst })))
      limits.push(counts[worst]!);
  }
  const [limit] = limits.sort((a, b) => a.count - b.count);
  if (!limit) return null;
  const kNeighbors = limit.count - 1;
  return {
    kNeighbors,
    note: `kNeighbors is ${kNeighbors} instead of ${most} for all methods alike: class "${limit.name}" has ${limit.count} training rows in one of the trials. Set \`sampler.kNeighbors\` to choose it yourself.`,
  };
}

/** A config with that number wherever the default would be taken. */
export function withNeighbours(bench: Workbench, written: ConfigTree, lowered: LoweredNeighbours | null): ConfigTree {
  if (!lowered) return written;
  return neighbourRoles(bench, written).reduce((config, role) => {
    const kNeighbors = Math.min(lowered.kNeighbors, defaultOf(bench, config, role));
    return { ...config, [role]: { ...(config[role] as ConfigTree), kNeighbors } };
  }, written);
}

/** The roles of a config that draw partners among neighbours, as many as is the default. */
function neighbourRoles({ catalogs }: Workbench, written: ConfigTree): ("sampler" | "partner")[] {
  const isComposed = (["sampler", "mixer"] as const).some(
    (role) =>
      catalogs[role]!.names.includes(nameIn(written, role)) &&
      catalogs[role]!.get(nameIn(written, role)).inject.some((token) => tokenName(token) === "partner"),
  );
  return (["sampler", "partner"] as const).filter(
    (role) =>
      (role === "sampler" || isComposed) &&
      drawsPartners(role, nameIn(written, role)) &&
      (written[role] as ConfigTree)["kNeighbors"] === undefined,
  );
}

const nameIn = (written: ConfigTree, role: string): string => (written[role] as { name?: string } | undefined)?.name ?? "";

const kOf = (bench: Workbench, written: ConfigTree): number =>
  Math.max(...neighbourRoles(bench, written).map((role) => defaultOf(bench, written, role)));

const defaultOf = ({ catalogs }: Workbench, written: ConfigTree, role: string): number =>
  (catalogs[role]!.schema.parse(written[role]) as unknown as { kNeighbors: number }).kNeighbors;

async function isPossible(bench: Workbench, written: ConfigTree): Promise<boolean> {
  try {
    await openRun(bench, written, [], true);
    return true;
  } catch (error) {
    if (error instanceof NotPossibleError) return false;
    throw error;
  }
}

function smallestClass(
  { dataset: { labels, rowIds, numClasses, classNames } }: OpenedSplits,
  split: Split,
  rows: readonly LabelledRole[],
): { count: number; name: string } {
  const labelOf = new Map(Array.from(rowIds, (id, position) => [id, labels[position]!]));
  const counts = countClasses(
    labelledIn(split, rows).map((id) => labelOf.get(id)!),
    numClasses,
  );
  const smallest = counts.reduce((least, count, label) => (count > 0 && count < (counts[least] || Infinity) ? label : least), 0);
  return { count: counts[smallest]!, name: classNames[smallest]! };
}
