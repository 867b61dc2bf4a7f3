import type { Tolerance } from "./golden-file.js";

/** What a handler computes: a number, an array in row-major order, or several arrays that are compared one by one. */
export type Computed = number | boolean | ArrayLike<number> | readonly ArrayLike<number>[] | readonly Computed[];

/** Results by their name in `expected`, which may be nested. */
export interface Results {
  readonly [name: string]: Computed | Results;
}

export type Precision = "float32" | "float64";

export interface Mismatch {
  readonly got: number | string;
  readonly expected: number | string;
  /** In words. */
  readonly tolerance: string;
}

/**
 * Float32 code passes if max|got − want| ≤ 1e-4·max|want| in each array, or what the case allows it; float64 code if each
 * entry is within the case's own tolerance.
 */
const FLOAT32_RELATIVE = 1e-4;

/** The worst entry, or null if all is well. */
export function compare(got: Computed, expected: unknown, tolerance: Tolerance, precision: Precision): Mismatch | null {
  if (isListOfArrays(got) && Array.isArray(expected) && expected.length === got.length) {
    for (const [i, part] of got.entries()) {
      const mismatch = compare(part, expected[i], tolerance, precision);
      if (mismatch) return mismatch;
    }
    return null;
  }
  const [have, want] = [flat(got), flat(expected)];
  if (have.length !== want.length)
    return { got: `${have.length} numbers`, expected: `${want.length} numbers`, tolerance: "the same count" };
  const allowed = allowedBy(tolerance, precision, want);
  let worst: Mismatch | null = null;
  let excess = 1;
  want.forEach((value, i) => {
    const number = have[i]!;
    if (Object.is(number, value) || number === value) return;
    const share = Math.abs(number - value) / allowed.at(value);
    if (share <= excess) return;
    // A NaN is as far off as can be.
    excess = Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
    worst = { got: number, expected: value, tolerance: allowed.inWords };
  });
  return worst;
}

function allowedBy(tolerance: Tolerance, precision: Precision, want: readonly number[]): { at(value: number): number; inWords: string } {
  if (tolerance.exact) return { at: () => 0, inWords: "equal" };
  if (precision === "float64") {
    const { abs = 0, rel = 0 } = tolerance;
    return { at: (value) => abs + rel * Math.abs(value), inWords: `${abs} + ${rel}·|expected|` };
  }
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const limit = Math.max(FLOAT32_RELATIVE * largest, tolerance.float32_abs ?? 0, tolerance.abs ?? 0);
  return { at: () => limit, inWords: `float32: ${limit.toPrecision(3)}` };
}

function isListOfArrays(value: Computed): value is readonly (readonly Computed[] | ArrayLike<number>)[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === "object");
}

function flat(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "boolean") return [Number(value)];
  if (typeof value !== "object" || value === null) return [Number.NaN];
  // Named arrays of the goldens are { name, value }; of a dictionary the values count, in order.
  if ("value" in value) return flat(value.value);
  const parts = Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : Object.values(value);
  return parts.every((part) => typeof part === "number") ? (parts as number[]) : parts.flatMap(flat);
}
