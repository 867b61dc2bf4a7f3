import { expect, test } from "vitest";
import { z } from "zod";
import { defineWeighter } from "./definers.js";
import { awaitedBy, finding } from "./finding.js";
import { parseSettings } from "./parse-settings.js";

const weights = finding("contributions", z.array(z.number().min(0))).describe("weights of rows");
const given = defineWeighter({
  name: "given",
  summary: "",
  config: { weights, other: z.unknown().default(null) },
  create: () => null as never,
});
const place = { prefix: "weighter.", owner: "weighter=given", remedy: "" };

test("a setting is a value, or waits for what a method finds", () => {
  const value = parseSettings(given.schema, { name: "given", weights: [1, 2] }, place);
  expect(awaitedBy(given, value)).toEqual([]);
  const waiting = parseSettings(given.schema, { name: "given", weights: { from: "learned" } }, place);
  expect(awaitedBy(given, waiting)).toEqual([{ setting: "weights", method: "learned", what: "contributions" }]);
});

test("what only looks like one is none", () => {
  expect(awaitedBy(given, { name: "given", weights: [1], other: { from: "learned" } })).toEqual([]);
});

test("anything else is refused with both forms", () => {
  expect(() => parseSettings(given.schema, { name: "given", weights: { form: "learned" } }, place)).toThrow(
    "weighter.weights: expected a list, each a number ≥ 0, or {from: method} for what a method of the comparison found (weights of rows), got `{form: learned}`.",
  );
});
