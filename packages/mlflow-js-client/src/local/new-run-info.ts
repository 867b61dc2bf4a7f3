import type { RunInfo } from "../entities.js";
import type { Backend } from "./backend.js";

/** What a run is when it begins. */
export const newRunInfo = ({ experiment, runId, runName, userId, startTime }: Parameters<Backend["addRun"]>[0]): RunInfo => ({
  runId,
  experimentId: experiment.experimentId,
  runName,
  userId,
  status: "RUNNING",
  startTime,
  endTime: null,
  artifactUri: `${experiment.artifactLocation.replace(/\/$/, "")}/${runId}/artifacts`,
  lifecycleStage: "active",
});
