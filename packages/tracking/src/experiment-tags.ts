import type { Tags } from "mlflow-js-client";

/** Tags of an experiment by which MLflow's page knows what to show first. */
export function primaryMetricTags(name: string, higherIsBetter: boolean): Tags {
  return {
    "mlflow.experiment.primaryMetric.name": name,
    "mlflow.experiment.primaryMetric.greaterIsBetter": higherIsBetter ? "True" : "False",
  };
}
