import { goldenCases } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { goldenResults, type Inputs, type Numbers } from "./golden-results.js";

/** Truth values as numbers, and the values of a dictionary in the order of its keys. */
function plain(value: unknown): Numbers {
  if (typeof value === "boolean") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null ? Object.values(value).map(plain) : (value as number);
}

describe.each(["statistics", "statistics_resampled"])("the goldens %s of SciPy and statsmodels", (file) => {
  test.each(goldenCases<Inputs, Record<string, unknown>>(file))("$name", ({ inputs, expected, tolerance }) => {
    const results = goldenResults(inputs)!;
    for (const [key, want] of Object.entries(expected)) {
      expect(Object.keys(results)).toContain(key);
      expect(results[key]).toBeAllClose(plain(want) as number, tolerance);
    }
  });
});
