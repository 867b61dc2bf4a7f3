import { expect, test } from "vitest";
import { applyOverrides, mergeConfig } from "./compose-config.js";
import { parseOverride } from "./override.js";

const base = { seed: 0, model: { name: "mlp", hidden: [64] }, sampler: { name: "none" } };
const apply = (...words: string[]) => applyOverrides(base, words.map(parseOverride), ["model", "sampler"]);

test("a choice resets its role, settings come after it in any order", () => {
  const wanted = { ...base, sampler: { name: "smote", kNeighbors: 3 } };
  expect(apply("sampler=smote", "sampler.kNeighbors=3")).toEqual(wanted);
  expect(apply("sampler.kNeighbors=3", "sampler=smote")).toEqual(wanted);
});

test("a setting keeps its neighbours", () => {
  expect(apply("model.activation=tanh")["model"]).toEqual({ name: "mlp", hidden: [64], activation: "tanh" });
});

test("the base is not changed", () => {
  const before = structuredClone(base);
  apply("model.hidden=[1]", "seed=3");
  expect(base).toEqual(before);
});

test("~ takes away", () => {
  expect(apply("~model.hidden")["model"]).toEqual({ name: "mlp" });
  expect(() => apply("~model.hiden")).toThrow("expected `~model.hiden` to name something in the config, got nothing there");
});

test("several values without brackets are refused, since they would be a sweep", () => {
  expect(() => parseOverride("seed=1,2,3")).toThrow("expected one value for `seed`, got several: `1,2,3`. Write a list as [1,2,3]");
  // Quoted it is one: a column may be called so.
  for (const text of [`dataset.label='cla,ss'`, `dataset.label="cla,ss"`]) expect(parseOverride(text).value).toBe("cla,ss");
});

test("merging replaces another component and adds to the same one", () => {
  expect(mergeConfig(base, { model: "linear" }, ["model"])["model"]).toEqual({ name: "linear" });
  expect(mergeConfig(base, { model: { activation: "relu" } }, ["model"])["model"]).toEqual({
    name: "mlp",
    hidden: [64],
    activation: "relu",
  });
});
