/** The tracking server that MLflow's own variable names; runs are always written locally as well. Null without one. */
export function trackingServer(): string | null {
  const uri = process.env["MLFLOW_TRACKING_URI"] ?? "";
  return /^https?:\/\//.test(uri) ? uri : null;
}
