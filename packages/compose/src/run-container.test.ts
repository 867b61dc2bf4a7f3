import { catalog, defineLoss, defineMetric, defineModel, tokens } from "@evenkeel/core";
import { expect, test } from "vitest";
import { parseRunConfig } from "./run-config.js";
import { runContainer } from "./run-container.js";
import { refuseUnused } from "./unused-settings.js";

const catalogs = {
  loss: catalog("loss", {
    plain: defineLoss({
      name: "plain",
      summary: "",
      config: {},
      inject: [tokens.classCounts],
      create: (_, counts) => () => counts as never,
    }),
  }),
  model: catalog("model", {
    mlp: defineModel({ name: "mlp", summary: "", config: {}, inject: [tokens.loss], create: (_, loss) => ({ loss }) as never }),
  }),
  metric: catalog("metric", { auc: defineMetric({ name: "auc", summary: "", config: {}, create: () => null as never }) }),
};
const container = () => runContainer(parseRunConfig({ loss: "plain", model: "mlp", metrics: ["auc"] }, catalogs), catalogs);

test("a component is made once, with what it asks for", () => {
  const run = container();
  run.provide(tokens.classCounts, [9, 1]);
  const loss = run.get("loss");
  expect((run.get("model") as unknown as { loss: unknown }).loss).toBe(loss);
  expect(loss(null as never, null as never, { given: {} })).toEqual([9, 1]);
});

test("it knows what was asked for, also by components", () => {
  const run = container();
  run.provide(tokens.classCounts, [9, 1]);
  expect([...run.used()]).toEqual([]);
  run.get("model");
  expect([...run.used()].sort()).toEqual(["loss", "model"]);
});

test("a setting that nothing reads is an error", () => {
  const check = () =>
    refuseUnused(
      ["sampler", "label.kappa"],
      (path) => path === "sampler",
      () => "sampler=smote is made without it.",
    );
  expect(check).toThrow(
    "label.kappa: expected a setting that something in the run reads, got one that nothing does: sampler=smote is made without it. Leave it out.",
  );
});
