import { readFileSync } from "node:fs";

/** One stored result of a reference library. */
export interface GoldenCase<Inputs, Expected> {
  readonly name: string;
  readonly inputs: Inputs;
  readonly expected: Expected;
  /** Passes if |got − want| ≤ abs + rel·|want|. */
  readonly tolerance: { readonly abs: number; readonly rel: number };
}

const NON_FINITE: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity, undefined: Number.NaN };

/** The cases of `goldens/<file>.json`; the strings that stand for non-finite numbers become numbers, and `"undefined"` becomes NaN. */
export function goldenCases<Inputs, Expected>(file: string): readonly GoldenCase<Inputs, Expected>[] {
  const text = readFileSync(new URL(`../goldens/${file}.json`, import.meta.url), "utf8");
  const restore = (_: string, value: unknown): unknown => (typeof value === "string" && value in NON_FINITE ? NON_FINITE[value] : value);
  return JSON.parse(text, restore).cases;
}
