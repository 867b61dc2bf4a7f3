import { join, resolve } from "node:path";
import { toYaml } from "@evenkeel/compose";
import type { Arguments } from "../arguments.js";
import { type CompareOptions, type OpenedComparison, openComparison, resultsOf, runComparison } from "../compare/compare.js";
import { parentRun } from "../compare/parent-run.js";
import { progressDisplay } from "../compare/progress-display.js";

/** `evenkeel compare [key=value …]`: methods × conditions × trials, concluded and reported. */
export async function compareCommand({ overrides, output, cfg, fresh, workers }: Arguments): Promise<number> {
  const options: CompareOptions = { overrides, output, fresh, numWorkers: workers };
  const opened = await openComparison(options);
  if (cfg) {
    process.stdout.write(configText(opened));
    return 0;
  }
  const root = join(resolve(output), "mlruns");
  const parent = await parentRun(opened, root);
  await runComparison(opened, options, parent.runId, progressDisplay(process.stdout));
  const results = resultsOf(opened);
  for (const condition of opened.comparison.conditions) {
    for (const { name, equalTo } of opened.plan.methods) {
      const trials = results(condition, equalTo ?? name);
      const metrics = Object.keys(opened.plan.metrics);
      const mean = (metric: string) => trials.reduce((sum, trial) => sum + (trial?.status === "finished" ? trial.metrics[metric]! : Number.NaN), 0) / trials.length;
      process.stdout.write(`${condition} ${name} ${equalTo ?? ""} ${JSON.stringify(Object.fromEntries(metrics.map((metric) => [metric, Number(mean(metric).toFixed(4))])))}\n`);
    }
  }
  return 0;
}

function configText({ comparison, plan }: OpenedComparison): string {
  const { run: _, methods: __, ...rest } = comparison;
  return toYaml({ ...rest, numTrials: plan.numTrials, methods: Object.fromEntries(plan.methods.map(({ name, written, equalTo }) => [name, equalTo ? `= ${equalTo}` : written])) });
}
