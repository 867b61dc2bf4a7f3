import { catalog, defineLoss, defineMetric, defineModel, tokens } from "@evenkeel/core";
import { expect, test } from "vitest";
import { parseRunConfig } from "./run-config.js";
import { runContainer } from "./run-container.js";
import { planRun } from "./run-plan.js";

let made: string[] = [];
const catalogs = {
  loss: catalog("loss", {
    plain: defineLoss({
      name: "plain",
      summary: "",
      config: {},
      inject: [tokens.classCounts],
      create: (_, counts) => {
        made.push("loss");
        return () => counts as never;
      },
    }),
  }),
  model: catalog("model", {
    mlp: defineModel({ name: "mlp", summary: "", config: {}, inject: [tokens.loss], create: (_, loss) => ({ loss }) as never }),
    fitted: defineModel({ name: "fitted", summary: "", config: {}, declares: () => ({ fits: true }), create: () => ({}) as never }),
  }),
  metric: catalog("metric", {
    auc: defineMetric({ name: "auc", summary: "", config: {}, create: () => "auc" as never }),
    brier: defineMetric({ name: "brier", summary: "", config: {}, create: () => "brier" as never }),
  }),
};

function container(model = "mlp") {
  made = [];
  const config = parseRunConfig({ loss: "plain", model, metrics: ["brier", "auc"] }, catalogs);
  const run = runContainer(config, catalogs, planRun(config, catalogs));
  run.provide(tokens.classCounts, [9, 1]);
  return run;
}

test("a component is made once, with what it asks for", () => {
  const updates = container().reader("updates");
  const loss = updates.get("loss");
  expect((updates.get("model") as unknown as { loss: unknown }).loss).toBe(loss);
  expect(loss(null as never, null as never, { given: {} })).toEqual([9, 1]);
  expect(made).toEqual(["loss"]);
});

test("of a role that a run has many of, a phase gets the list", () => {
  expect(container().reader("score").get("metric")).toEqual(["brier", "auc"]);
});

test("a phase cannot ask for a role that the table does not let it read, nor a run for a phase that it has not", () => {
  // @ts-expect-error scoring reads no loss
  void container().reader("score").get("loss");
  expect(() => container("fitted").reader("updates")).toThrow("expected a phase of open, draw, fit, score, report, got updates.");
});

test("everything that the run reads is made at once, and nothing else", () => {
  container().make();
  expect(made).toEqual(["loss"]);
  container("fitted").make();
  expect(made).toEqual([]);
});
