import { mergeConfig } from "@evenkeel/compose";
import { expect, test } from "vitest";
import { experimentFile } from "../workbench/config-files.js";
import { workbenchOf } from "../workbench/workbench.js";
import { openComparison } from "./open-comparison.js";

const bench = workbenchOf();

// `pnpm bench bands` rests on it: defaults and automatic controls may change, this comparison may not.
test("main-14c93e4 writes out every setting of every component, and of the run", async () => {
  const written = experimentFile(bench, "main-14c93e4");
  const { plan, comparison } = await openComparison(bench, {
    overrides: [{ path: ["experiment"], value: "main-14c93e4", text: "experiment=main-14c93e4" }],
    output: "unused",
    fresh: false,
    numWorkers: 1,
  });
  expect(comparison.controls).toBe(false);
  const missing = plan.methods.flatMap(({ name, config }) => {
    const { title: _, note: __, ...overlay } = (written["methods"] as Record<string, Record<string, never>>)[name]!;
    const own = mergeConfig(written["run"] as never, overlay, bench.choices) as Record<string, Record<string, unknown>>;
    const settings = Object.entries({
      ...Object.fromEntries(Object.entries(config.components).filter(([role]) => role !== "condition")),
      training: config.training,
      evaluation: config.evaluation,
      ensemble: config.ensemble,
      engine: config.engine,
    }).flatMap(([role, parts]) => Object.keys(parts).map((key) => [role, key] as const));
    // Trial and condition are no setting of a comparison, which runs all.
    const ofRun = ["seed", "positive", "stages"].filter((key) => !(key in own));
    const metrics = config.lists["metric"]!.flatMap((metric, i) =>
      Object.keys(metric).filter((key) => !(key in (own["metrics"] as unknown as Record<string, unknown>[])[i]!)),
    );
    return [
      ...ofRun,
      ...metrics,
      ...settings.filter(([role, key]) => !(key in (own[role] ?? {}))).map(([role, key]) => `${role}.${key}`),
    ].map((path) => `${name}: ${path}`);
  });
  expect(missing).toEqual([]);
  expect(written).not.toHaveProperty("extends");
});
