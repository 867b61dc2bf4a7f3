import { catalog, defineLoss, defineMetric, defineModel } from "@evenkeel/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseRunConfig } from "./run-config.js";

const catalogs = {
  loss: catalog("loss", {
    plain: defineLoss({ name: "plain", summary: "", config: {}, create: () => () => null as never }),
    focal: defineLoss({ name: "focal", summary: "", config: { gamma: z.number().min(0).default(2) }, create: () => () => null as never }),
  }),
  model: catalog("model", {
    mlp: defineModel({ name: "mlp", summary: "", config: { hidden: z.array(z.int()).default([8]) }, create: () => null as never }),
  }),
  metric: catalog("metric", { auc: defineMetric({ name: "auc", summary: "", config: {}, create: () => null as never }) }),
};
const written = { loss: "focal", model: "mlp", metrics: ["auc"] };
const parse = (changes: object) => parseRunConfig({ ...written, ...changes }, catalogs);

test("defaults are filled in, everywhere", () => {
  const config = parse({});
  expect(config.components["loss"]).toEqual({ name: "focal", gamma: 2 });
  expect(config.training.updates).toBe(1500);
  expect(config.lists["metric"]).toEqual([{ name: "auc" }]);
});

test.each([
  ["a misspelt setting", { loss: { name: "focal", gama: 1 } }, "loss.gama: no such setting; loss=focal has gamma. Did you mean `gamma`?"],
  ["an unknown component", { loss: "focall" }, "loss: expected one of focal, plain, got `focall`. Did you mean `focal`?"],
  [
    "an unknown role",
    { los: "focal" },
    "config: expected one of loss, model, metrics, seed, trial, positive, training, stages, ensemble, evaluation, engine, got `los`. Did you mean `loss`?",
  ],
  ["a value out of range", { loss: { name: "focal", gamma: -1 } }, "loss.gamma: expected a number ≥ 0, e.g. `loss.gamma=2`, got `-1`."],
  ["a misspelt training setting", { training: { update: 3 } }, "training.update: no such setting"],
  ["an unknown metric", { metrics: ["aucc"] }, "metrics[0]: expected one of auc, got `aucc`. Did you mean `auc`?"],
])("%s is refused by name", (_, changes, message) => {
  expect(() => parse(changes)).toThrow(message);
});
