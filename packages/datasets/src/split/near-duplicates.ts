import { type Dataset, labelledIn, type Split } from "@evenkeel/core";

/** Test rows that have a labelled row next to them, each with one such row: `[labelled id, test id]`. */
export interface NearDuplicates {
  /** Equal in every value. */
  readonly identical: readonly (readonly [number, number])[];
  /** Not equal to any labelled row, but in no column further than `tolerance` standard deviations from one. */
  readonly near: readonly (readonly [number, number])[];
  readonly tolerance: number;
}

/**
 * Test rows that equal a labelled row (train, meta or validation) or nearly do: leaks if both are of one origin.
 *
 * Columns are measured in their population standard deviations over all rows. A missing value equals a missing one, and no other.
 *
 * @param tolerance - largest difference in any column, in standard deviations.
 */
export function nearDuplicates(split: Split, dataset: Dataset, tolerance = 1e-6): NearDuplicates {
  const width = dataset.values.length / dataset.numExamples;
  const scaled = inDeviations(dataset, width);
  const position = new Map(Array.from(dataset.rowIds, (id, place) => [id, place]));
  const keyed = (ids: readonly number[]): Keyed[] =>
    ids.map((id) => ({ id, at: position.get(id)!, key: rowSum(scaled, position.get(id)!, width) }));
  const labelled = keyed(labelledIn(split)).sort((a, b) => a.key - b.key);
  const identical: [number, number][] = [];
  const near: [number, number][] = [];
  for (const test of keyed(split.test)) {
    const twin = closest(within(labelled, test.key, width * tolerance), (other) => largestDifference(scaled, other.at, test.at, width));
    if (twin && twin.distance <= tolerance) (twin.distance === 0 ? identical : near).push([twin.id, test.id]);
  }
  return { identical, near, tolerance };
}

interface Keyed {
  readonly id: number;
  readonly at: number;
  /** Rows that differ by at most t in every column differ by at most width · t in the sum of their columns. */
  readonly key: number;
}

function closest(others: Iterable<Keyed>, distanceTo: (other: Keyed) => number): { id: number; distance: number } | null {
  let best: { id: number; distance: number } | null = null;
  for (const other of others) {
    const distance = distanceTo(other);
    if (best === null || distance < best.distance) best = { id: other.id, distance };
    if (distance === 0) break;
  }
  return best;
}

function* within(sorted: readonly Keyed[], key: number, reach: number): Iterable<Keyed> {
  // Sums of scaled values are rounded; the difference of columns decides, so a wider window costs nothing but time.
  const slack = reach + 1e-9;
  for (let i = firstAtLeast(sorted, key - slack); i < sorted.length && sorted[i]!.key <= key + slack; i++) yield sorted[i]!;
}

function firstAtLeast(sorted: readonly Keyed[], key: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function inDeviations({ values, numExamples }: Dataset, width: number): Float64Array {
  const scaled = Float64Array.from(values);
  for (let column = 0; column < width; column++) {
    const entries = Array.from({ length: numExamples }, (_, row) => values[row * width + column]!);
    const present = entries.filter((value) => !Number.isNaN(value));
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
    const deviation = Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length) || 1;
    // No value is further from the mean than √n deviations.
    const missing = 1 + Math.sqrt(numExamples);
    entries.forEach((value, row) => (scaled[row * width + column] = Number.isNaN(value) ? missing : (value - mean) / deviation));
  }
  return scaled;
}

function rowSum(scaled: Float64Array, row: number, width: number): number {
  return scaled.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0);
}

function largestDifference(scaled: Float64Array, a: number, b: number, width: number): number {
  let largest = 0;
  for (let column = 0; column < width; column++)
    largest = Math.max(largest, Math.abs(scaled[a * width + column]! - scaled[b * width + column]!));
  return largest;
}
