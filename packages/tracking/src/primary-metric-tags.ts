import type { Tags } from "mlflow-js-client";

/** Tags by which MLflow's page shows an experiment as one of model training, and knows its primary metric. */
export function primaryMetricTags(name: string, higherIsBetter: boolean): Tags {
  return {
    // The kind that the page would otherwise guess from what was logged.
    "mlflow.experimentKind": "custom_model_development",
    "mlflow.experiment.primaryMetric.name": name,
    "mlflow.experiment.primaryMetric.greaterIsBetter": higherIsBetter ? "True" : "False",
  };
}
