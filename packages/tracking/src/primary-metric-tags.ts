import type { Tags } from "mlflow-js-client";

/** Tags by which MLflow's page shows an experiment as one of model training, and knows its primary metric. */
export function primaryMetricTags(name: string, higherIsBetter: boolean): Tags {
  return {
    // Without it the page guesses, and shows runs among evaluations of language models.
    "mlflow.experimentKind": "custom_model_development",
    "mlflow.experiment.primaryMetric.name": name,
    "mlflow.experiment.primaryMetric.greaterIsBetter": higherIsBetter ? "True" : "False",
  };
}
