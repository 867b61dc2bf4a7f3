import type { TrainEvent } from "@evenkeel/core";
import type { MetricPoint } from "mlflow-js-client";

/** The points that an event carries, under the names it has for them. */
export function metricPoints(event: TrainEvent): MetricPoint[] {
  if (event.type !== "windowEnded" && event.type !== "evaluated") return [];
  const { step, time } = event;
  return Object.entries(event.metrics).map(([key, value]) => ({ key, value, step, timestamp: time }));
}
