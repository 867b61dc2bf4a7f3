import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { visible, writeWhole } from "@evenkeel/core";
import { findResult, type Found, hashOf, trialFolder } from "@evenkeel/experiment";
import type { OpenedComparison, PlannedCell } from "./open-comparison.js";
import { type Difference, differencesOf, differencesText } from "./differences.js";

/** What makes a comparison what it is, as `comparison.json` in its folder keeps it for the next start. */
interface Declared {
  /** Names the report: methods, data, conditions, trials and contrasts. */
  readonly key: string;
  /** The settings of each method and the data they ran on. */
  readonly methods: Readonly<Record<string, unknown>>;
}

/** Files of the comparison as a whole: they belong to one selection of methods, settings and contrasts. */
const REPORTS = ["report.html", "report.md", "report.json", "parent-run.json"];

/** Why a result is not of this comparison. */
type Foreign = "settings" | "code";

/**
 * Makes room in a comparison's folder for the settings and the code at hand: results and reports of others are moved to
 * `earlier/`, and those that were moved there before and are of these come back. Nothing that was computed is lost.
 *
 * @returns what a user must know of it, in lines.
 */
export function settleFolder(opened: OpenedComparison): string[] {
  const { folder, cells, plan } = opened;
  const declared = declaredBy(opened);
  const before = readDeclared(folder);
  const metrics = Object.keys(plan.metrics);
  const invalid: string[] = [];
  const foreign = cells.map((cell) => {
    const found = foundIn(cell, metrics);
    if (found.type === "invalid") {
      invalid.push(`${relative(folder, cell.folder)}: ${found.reason}`);
      rmSync(join(cell.folder, "result.json"), { recursive: true, force: true });
    }
    return settleCell(folder, cell, found, metrics);
  });
  const [moved, ofOtherCode] = (["settings", "code"] as const).map((why) => cells.filter((_, i) => foreign[i] === why)) as [
    PlannedCell[],
    PlannedCell[],
  ];
  if (before && before.key !== declared.key) moveReports(folder, before.key, declared.key);
  writeWhole(join(folder, "comparison.json"), JSON.stringify(declared, null, 2));
  return [
    ...(invalid.length > 0 ? [invalidLine(invalid)] : []),
    ...(moved.length > 0 ? [movedLine(folder, moved, before, declared)] : []),
    ...(ofOtherCode.length > 0 ? [codeLine(folder, ofOtherCode.length)] : []),
  ];
}

function invalidLine([first, ...others]: readonly string[]): string {
  return `${others.length + 1} ${others.length > 0 ? "results" : "result"} cannot be relied on and will be found anew (${visible(first!)}${others.length > 0 ? `, and ${others.length} more` : ""}).`;
}

/** Names a comparison: another selection of methods, settings, data, conditions, trials or contrasts is another one. */
export const keyOf = (opened: OpenedComparison): string => declaredBy(opened).key.slice(0, 12);

function declaredBy({ comparison, plan, cells }: OpenedComparison): Declared {
  const { conditions, contrasts, primary, reference, level, power } = comparison;
  const data = { name: plan.dataset.name, sha256: plan.dataset.digest.slice(0, 12) };
  const methods = Object.fromEntries(plan.methods.map(({ name, settings }) => [name, { ...flattened(settings), data }]));
  return {
    key: hashOf({ methods, conditions, contrasts, primary, reference, level, power, settings: cells.map(({ settings }) => settings) }),
    methods,
  };
}

/** Settings by the paths that a command line has: `optimizer.learningRate`. */
function flattened(settings: unknown): Record<string, unknown> {
  const { components, ...others } = settings as { components: Record<string, unknown> };
  return { ...components, ...others };
}

function readDeclared(folder: string): Declared | null {
  try {
    const { key, methods } = JSON.parse(readFileSync(join(folder, "comparison.json"), "utf8")) as Declared;
    return typeof key === "string" && typeof methods === "object" && methods !== null ? { key, methods } : null;
  } catch {
    return null;
  }
}

/** What lies in the folder of a cell: one of other settings is whole, whatever its metrics are. */
function foundIn({ folder, hash }: PlannedCell, metrics: readonly string[]): Found {
  const found = findResult(folder);
  return found.type === "result" && found.result.hash === hash ? findResult(folder, metrics) : found;
}

/** Why the result that lay there had to be moved; null if it had not. */
function settleCell(folder: string, cell: PlannedCell, found: Found, metrics: readonly string[]): Foreign | null {
  const result = found.type === "result" ? found.result : null;
  if (result?.hash === cell.hash) return null;
  if (result) move(cell.folder, earlierFolder(folder, cell, result.hash));
  const kept = earlierFolder(folder, cell, cell.hash);
  const earlier = findResult(kept, metrics);
  if (earlier.type === "result" && earlier.result.hash === cell.hash) move(kept, cell.folder);
  return result && (result.settings === cell.settings ? "code" : "settings");
}

/** `earlier/clean/smote/trial-00-1a2b3c4d5e6f`. */
function earlierFolder(folder: string, { condition, method, trial }: PlannedCell, hash: string): string {
  return `${trialFolder(join(folder, "earlier"), condition, method, trial)}-${hash.slice(0, 12)}`;
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(from, to);
}

function movedLine(folder: string, moved: readonly PlannedCell[], before: Declared | null, now: Declared): string {
  const methods = [...new Set(moved.map(({ method }) => method))];
  const differences = new Map<string, readonly Difference[]>(
    methods.map((method) => [method, differencesOf(before?.methods[method], now.methods[method])]),
  );
  const text = before ? differencesText(differences) : "";
  const what = `${moved.length} results of other settings were here and are kept in ${join(folder, "earlier")}; the same settings find them again.`;
  return `${what}${text === "" ? "" : ` Changed: ${text}.`}`;
}

function codeLine(folder: string, count: number): string {
  return `${count} ${count === 1 ? "run was" : "runs were"} finished by other code and ${count === 1 ? "is" : "are"} repeated; what ${count === 1 ? "it" : "they"} found is kept in ${join(folder, "earlier")}, and comes back with that code.`;
}

function moveReports(folder: string, before: string, now: string): void {
  const earlier = (key: string, file: string) => join(folder, "earlier", `${key.slice(0, 12)}-${file}`);
  for (const file of REPORTS) {
    if (existsSync(join(folder, file))) move(join(folder, file), earlier(before, file));
    if (existsSync(earlier(now, file))) move(earlier(now, file), join(folder, file));
  }
}
