import { expect, test } from "vitest";
import type { Learned } from "./contracts/learned.js";
import { type Phase, phasesOf, roles, tokens } from "./roles.js";
import { tokenName } from "./token.js";

const learned = (persists: boolean): Learned => ({ what: "contributions", persists, meanIsOne: true, controls: [] });

test.each<[string, Parameters<typeof phasesOf>[0], Phase[]]>([
  ["trained", { fits: false, learned: null }, ["open", "draw", "updates", "score", "report"]],
  ["learning anew in each batch", { fits: false, learned: learned(false) }, ["open", "draw", "updates", "meta", "score", "report"]],
  ["learning over steps", { fits: false, learned: learned(true) }, ["open", "draw", "updates", "meta", "meta-updates", "score", "report"]],
  ["fitted", { fits: true, learned: null }, ["open", "draw", "fit", "score", "report"]],
  ["fitted, where nothing is learned of batches", { fits: true, learned: learned(true) }, ["open", "draw", "fit", "score", "report"]],
])("%s", (_, facts, phases) => {
  expect([...phasesOf(facts)]).toEqual(phases);
});

test("every role has a token of its name, and so have three facts of the data", () => {
  expect(Object.values(tokens).map(tokenName)).toEqual([...Object.keys(roles), "modelInputs", "classCounts", "elsewhere"]);
});
