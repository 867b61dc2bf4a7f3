import type { FinishedTrial } from "@evenkeel/experiment";

/** What a run found, before it is written anywhere. */
export type RunFindings = Omit<FinishedTrial, "status" | "hash" | "settings" | "trackingRunId" | "warnings"> & {
  /** The logits that the metrics were computed from, row-major float64 `[test.count, numClasses]`. */
  readonly scores: Float64Array;
  /** The model as files: its parameters and state (safetensors), and what else is needed to use it. */
  readonly saved: { readonly checkpoint: Uint8Array; readonly model: string };
};
