import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { scope } from "@evenkeel/autodiff";
import { compare, type Computed, type Mismatch, type Results } from "./comparison.js";
import { type GoldenCase, type GoldenFile, readGoldenFile, type Tolerance } from "./golden-file.js";
import type { Handler } from "./handler.js";

/** What became of one case. */
export type Outcome =
  | { readonly type: "passed"; readonly compared: readonly string[] }
  | { readonly type: "failed"; readonly mismatches: readonly (Mismatch & { readonly what: string })[] }
  | { readonly type: "not-covered"; readonly why: string };

export interface CaseResult {
  readonly file: string;
  readonly name: string;
  readonly outcome: Outcome;
}

/** All handlers: one in each file of `handlers/`. */
export async function loadHandlers(): Promise<ReadonlyMap<string, Handler>> {
  const folder = fileURLToPath(new URL("./handlers/", import.meta.url));
  const modules = readdirSync(folder).filter((file) => /^[^.]+\.(ts|js)$/.test(file));
  const byFile = new Map<string, Handler>();
  for (const file of modules) {
    const { default: handler } = (await import(new URL(`./handlers/${file}`, import.meta.url).href)) as { default: Handler };
    for (const name of handler.files) byFile.set(name, handler);
  }
  return byFile;
}

/** The golden files of a folder, sorted. */
export function goldenFiles(folder: string): GoldenFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => readGoldenFile(folder, basename(file, ".json")));
}

/** Runs one case; what a component throws is a failure, or what the case expects. */
export function runCase(handler: Handler, golden: GoldenCase, file: GoldenFile): CaseResult {
  const result = (outcome: Outcome): CaseResult => ({ file: file.name, name: golden.name, outcome });
  const mustFail = golden.expected["error"] === true;
  try {
    return result(scope(() => outcomeOf(handler, golden, file, mustFail)));
  } catch (error) {
    if (mustFail) return result({ type: "passed", compared: ["error"] });
    return result({
      type: "failed",
      mismatches: [{ what: "error", got: (error as Error).message, expected: "a result", tolerance: "none" }],
    });
  }
}

function outcomeOf(handler: Handler, golden: GoldenCase, file: GoldenFile, mustFail: boolean): Outcome {
  const computed = handler.run(golden, file);
  if (golden.tolerance.property_only) return { type: "not-covered", why: "only properties of the result are comparable" };
  if (computed === null) return { type: "not-covered", why: "no component for it" };
  if (typeof computed === "string") return { type: "not-covered", why: computed };
  if (mustFail) return { type: "failed", mismatches: [{ what: "error", got: "a result", expected: "a refusal", tolerance: "none" }] };
  const pairs = pairsOf(computed, golden.expected);
  const mismatches = pairs.flatMap(({ what, got, expected }) => {
    const mismatch = compare(got, expected, toleranceOf(golden, what), handler.precision);
    return mismatch ? [{ what, ...mismatch }] : [];
  });
  if (pairs.length === 0) return { type: "not-covered", why: "nothing in it has a counterpart here" };
  return mismatches.length === 0 ? { type: "passed", compared: pairs.map(({ what }) => what) } : { type: "failed", mismatches };
}

/** What a case allows for one of its results. */
function toleranceOf({ tolerance }: GoldenCase, what: string): Tolerance {
  const own = tolerance[what];
  return typeof own === "number" ? { abs: own } : tolerance;
}

/** The cases that a handler sees in a file. */
export function casesOf(handler: Handler, file: GoldenFile): readonly GoldenCase[] {
  return handler.casesOf?.(file) ?? file.cases;
}

/** What was computed beside what is expected, wherever both have an entry. */
function pairsOf(
  computed: Results,
  expected: Readonly<Record<string, unknown>>,
  prefix = "",
): { what: string; got: Computed; expected: unknown }[] {
  return Object.entries(computed).flatMap(([name, got]) => {
    const want = expected[name];
    if (want === undefined) return [];
    const what = `${prefix}${name}`;
    return isResults(got) ? pairsOf(got, want as Record<string, unknown>, `${what}.`) : [{ what, got, expected: want }];
  });
}

function isResults(value: Computed | Results): value is Results {
  return typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
