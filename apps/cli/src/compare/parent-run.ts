import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf, writeWhole } from "@evenkeel/experiment";
import { gitTags, primaryMetricTags } from "@evenkeel/tracking";
import { fileStore, openRun, type RunHandle, startRun } from "mlflow-js-client";
import { z } from "zod";
import { root as repository } from "../paths.js";
import type { OpenedComparison } from "./compare.js";

/** The MLflow run that stands for the comparison; its trials are nested in it. */
export interface ParentRun {
  readonly runId: string;
  /** Logs the conclusion and ends the run. What could not be logged is returned as warnings. */
  finish(metrics: Readonly<Record<string, number>>, note: string, files: readonly { readonly name: string; readonly path: string }[]): Promise<string[]>;
}

/** Goes on with the run of the same comparison if there is one, so that a second start does not make a second parent. */
export async function parentRun({ comparison, plan, folder, cells }: OpenedComparison, root: string): Promise<ParentRun> {
  const store = fileStore(root);
  const memory = join(folder, "parent-run.json");
  const identity = hashOf(cells.map(({ hash }) => hash));
  const handle = (await known(memory, identity, (runId) => openRun(store, runId))) ?? (await begin());
  return {
    runId: handle.runId,
    async finish(metrics, note, files) {
      try {
        await handle.logMetrics(metrics);
        await handle.setNote(note);
        for (const { name, path } of files) await handle.logArtifact(name, { file: path });
        await handle.end("FINISHED");
        return [];
      } catch (error) {
        return [`tracking: ${error instanceof Error ? error.message : String(error)}`];
      } finally {
        await store.close();
      }
    },
  };

  async function begin(): Promise<RunHandle> {
    const made = await startRun(store, { experiment: comparison.name, name: comparison.title, tags: await gitTags(repository) });
    await made.logParams({ methods: plan.methods.map(({ name }) => name).join(", "), conditions: comparison.conditions.join(", "), trials: plan.numTrials, contrasts: JSON.stringify(comparison.contrasts), primary: comparison.primary, contrastsHash: hashOf(comparison.contrasts) });
    const { higherIsBetter } = plan.metrics[comparison.primary]!;
    await store.setExperimentTags(made.experimentId, primaryMetricTags(`test/${comparison.primary}`, higherIsBetter));
    writeWhole(memory, JSON.stringify({ identity, runId: made.runId }));
    return made;
  }
}

async function known(memory: string, identity: string, open: (runId: string) => Promise<RunHandle>): Promise<RunHandle | null> {
  const saved = savedIn(memory);
  if (saved?.identity !== identity) return null;
  // Somebody may have deleted the runs but not this file.
  return open(saved.runId).catch(() => null);
}

const memorySchema = z.object({ identity: z.string(), runId: z.string() });

/** Null also for a file that was cut off or changed: then the comparison gets another parent. */
function savedIn(memory: string): z.output<typeof memorySchema> | null {
  try {
    return memorySchema.safeParse(JSON.parse(readFileSync(memory, "utf8"))).data ?? null;
  } catch {
    return null;
  }
}
