import type { Store } from "mlflow-js-client";

/** On a run: the one that it is shown under. */
export const PARENT_TAG = "mlflow.parentRunId";

/** Does one thing after the other: what fails is a warning, once, and costs nothing but itself. */
export type Attempt = (body: () => unknown) => Promise<void>;

/**
 * Does things one after another of which any may fail: each failure is handed to `warn` as a sentence, once.
 *
 * @param explain - what to say of an error of the system; null for any other.
 */
export function attempts(warn: (sentence: string) => void, explain: (error: unknown) => string | null): Attempt {
  const said = new Set<string>();
  return async (body) => {
    try {
      await body();
    } catch (error) {
      const warning = `tracking: ${explain(error) ?? (error instanceof Error ? error.message : String(error))}`;
      if (!said.has(warning)) warn(warning);
      said.add(warning);
    }
  };
}

/** A file of a run: its name among the artifacts, and where it lies. */
export interface RunFile {
  readonly name: string;
  readonly path: string;
}

/** Files as artifacts of a run; one that cannot be logged does not cost the others. Result files are replaced, never changed in place. */
export async function logFiles(store: Store, runId: string, files: readonly RunFile[], attempt: Attempt): Promise<void> {
  for (const { name, path } of files) await attempt(() => store.uploadArtifact(runId, name, { file: path, isFinal: true }));
}

/** MLflow keeps 8,000 characters of a tag. */
const LONGEST_REASON = 4000;

/** The tags by which MLflow shows why a run failed. */
export const failureTags = (reason: string, step: number | null): Record<string, string> => ({
  "evenkeel.failure": reason.slice(0, LONGEST_REASON),
  ...(step !== null && { "evenkeel.failedAtStep": String(step) }),
});
