import { numbersOf } from "@evenkeel/autodiff";
import { randomState } from "@evenkeel/core";
import { rowsForWeighters, testWeighter, useCpu } from "@evenkeel/testing";
import { expect, test } from "vitest";
import fixedContributions from "./fixed-contributions.js";

useCpu();
const weights = [0.4, 1.6, 0.8, 1.2];
testWeighter(fixedContributions, { config: { weights } });

function arranged(arrangement: "as-given" | "shuffled" | "mean"): number[] {
  const weighter = fixedContributions.create({ weights, arrangement });
  const facts = weighter.facts!(rowsForWeighters(), randomState(3));
  return Array.from(numbersOf(weighter.readings!({ meta: {}, facts })["weight"]!));
}

test("arrangements keep the mass of a class", () => {
  expect(arranged("as-given")).toBeAllClose(weights);
  expect(arranged("mean")).toBeAllClose([1, 1, 1, 1]);
  expect(arranged("shuffled")).not.toEqual(arranged("as-given"));
  expect(arranged("shuffled").sort()).toBeAllClose([...weights].sort());
});

test("refuses weights of another run", () => {
  const weighter = fixedContributions.create({ weights: [1, 2], arrangement: "as-given" });
  expect(() => weighter.facts!(rowsForWeighters(), randomState(3))).toThrow(
    "fixed-contributions: expected one weight for each of 4 synthetic rows, got 2. Take them from a run with the same sampler and seed.",
  );
});
