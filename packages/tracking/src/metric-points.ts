import { metricsIn, type RunEvent } from "@evenkeel/core";
import type { MetricPoint } from "mlflow-js-client";

/** The points that an event carries. */
export function metricPoints(event: RunEvent): MetricPoint[] {
  if (!("metrics" in event)) return [];
  const { step, time } = event;
  return Object.entries(metricsIn(event)).map(([key, value]) => ({ key, value, step, timestamp: time }));
}
