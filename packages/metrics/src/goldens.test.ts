import { goldenCases } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { goldenResults, type Inputs } from "./golden-results.js";

/** The values of a dictionary in the order of its keys. */
function plain(value: unknown): number {
  const nested = (each: unknown): unknown => (typeof each === "object" && each !== null ? Object.values(each).map(nested) : each);
  return nested(value) as number;
}

describe.each(["metrics_ranking", "metrics_labels", "metrics_probability"] as const)(
  "the goldens %s of scikit-learn and imbalanced-learn",
  (file) => {
    test.each(goldenCases<Inputs, Record<string, unknown>>(file))("$name", ({ inputs, expected, tolerance }) => {
      const results = goldenResults[file](inputs);
      const compared = Object.entries(expected).filter(([key]) => !key.startsWith("for_information") && !key.endsWith("library_raises"));
      for (const [key, want] of compared) {
        expect(Object.keys(results)).toContain(key);
        expect(results[key]).toBeAllClose(plain(want), tolerance);
      }
    });
  },
);
