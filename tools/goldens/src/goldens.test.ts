import { fileURLToPath } from "node:url";
import { startEngine } from "@evenkeel/engine";
import { useCpu } from "@evenkeel/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { compare, type Results } from "./comparison.js";
import type { Handler } from "./handler.js";
import { casesOf, goldenFiles, loadHandlers, runCase } from "./run-folder.js";

const folder = fileURLToPath(new URL("../../../packages/testing/goldens", import.meta.url));
const handlers = await loadHandlers();
const files = goldenFiles(folder).filter((file) => handlers.has(file.name));

/** Cases for which nothing of ours exists, per file: the count may only go down. */
const MOST_NOT_COVERED: Readonly<Record<string, number>> = {
  class_weights: 31,
  losses: 42,
  losses_soft: 39,
  npy_index: 2,
  optimizers: 3,
  sampler_cleaning: 13,
  sampler_random: 2,
  schedules: 2,
};

function outcomesOf(file: (typeof files)[number]): { failed: string[]; notCovered: number; passed: number } {
  const handler = handlers.get(file.name)!;
  const results = casesOf(handler, file).map((golden) => runCase(handler, golden, file));
  return {
    failed: results.flatMap(({ name, outcome }) =>
      outcome.type === "failed"
        ? outcome.mismatches.map(({ what, got, expected, tolerance }) => `${name}: ${what} is ${got}, expected ${expected} (${tolerance})`)
        : [],
    ),
    notCovered: results.filter(({ outcome }) => outcome.type === "not-covered").length,
    passed: results.filter(({ outcome }) => outcome.type === "passed").length,
  };
}

describe("on the composed references", () => {
  useCpu();

  test.each(files.map((file) => [file.name, file] as const))("%s", (name, file) => {
    const { failed, notCovered, passed } = outcomesOf(file);
    expect(failed).toEqual([]);
    expect(notCovered).toBeLessThanOrEqual(MOST_NOT_COVERED[name] ?? 0);
    expect(passed).toBeGreaterThan(0);
  });
});

describe("on the wasm engine", () => {
  beforeAll(async () => {
    await startEngine({ name: "wasm" });
  });

  test.each(files.map((file) => [file.name, file] as const))("%s", (_, file) => {
    expect(outcomesOf(file).failed).toEqual([]);
  });
});

test("a result that is off is found, and said with what is allowed", () => {
  expect(compare([1, 2.1], [1, 2], { abs: 0, rel: 1e-3 }, "float64")).toEqual({ got: 2.1, expected: 2, tolerance: "0 + 0.001·|expected|" });
  expect(compare(Float32Array.of(1, 2.0001), [1, 2], {}, "float32")).toBeNull();
  expect(compare(Float32Array.of(1, 2.001), [1, 2], {}, "float32")).not.toBeNull();
  expect(compare([Float32Array.of(1e-3), Float32Array.of(2)], [[1.1e-3], [2]], {}, "float32"), "each array by itself").not.toBeNull();
  expect(compare([Number.NaN], [1], { abs: 1e9 }, "float64")).not.toBeNull();
  expect(compare([1, 2], [1], {}, "float64")).toEqual({ got: "2 numbers", expected: "1 numbers", tolerance: "the same count" });
});

test("a tolerance that a file states for one result holds for it alone, and a result of which only properties count is not compared", () => {
  const golden = { name: "x", inputs: {}, expected: { normal: 1, double: 1 }, tolerance: { exact: true, normal: 0.1 } };
  const file = { name: "f", folder: "", cases: [golden] };
  const handler = (results: Results): Handler => ({ files: ["f"], precision: "float64", run: () => results });
  expect(runCase(handler({ normal: 1.05, double: 1 }), golden, file).outcome.type).toBe("passed");
  expect(runCase(handler({ normal: 1.05, double: 1.05 }), golden, file).outcome.type).toBe("failed");
  expect(runCase(handler({ double: 2 }), { ...golden, tolerance: { property_only: true } }, file).outcome).toEqual({
    type: "not-covered",
    why: "only properties of the result are comparable",
  });
});
