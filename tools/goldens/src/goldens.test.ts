import { fileURLToPath } from "node:url";
import { startEngine } from "@evenkeel/engine";
import { useCpu } from "@evenkeel/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { compare } from "./comparison.js";
import { goldenFiles, loadHandlers, runCase } from "./run-folder.js";

const folder = fileURLToPath(new URL("../../../packages/testing/goldens", import.meta.url));
const handlers = await loadHandlers();
const files = goldenFiles(folder).filter((file) => handlers.has(file.name));

/** Cases for which nothing of ours exists, per file: the count may only go down. */
const MOST_NOT_COVERED: Readonly<Record<string, number>> = { class_weights: 31, losses: 42, losses_soft: 39, optimizers: 3, sampler_random: 6 };

function outcomesOf(file: (typeof files)[number]): { failed: string[]; notCovered: number; passed: number } {
  const results = file.cases.map((golden) => runCase(handlers.get(file.name)!, golden, file));
  return {
    failed: results.flatMap(({ name, outcome }) => (outcome.type === "failed" ? outcome.mismatches.map(({ what, got, expected, tolerance }) => `${name}: ${what} is ${got}, expected ${expected} (${tolerance})`) : [])),
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
