import { redact } from "../process/redact.js";

/**
 * The tracking server that MLflow's own variable names; runs are always written locally as well. Null without one: what else
 * the variable may say (a database, a folder, Databricks) is not written to, which `warn` is told.
 *
 * @param root - the folder of the local runs.
 */
export function trackingServer(root: string, warn: (message: string) => void): string | null {
  const uri = process.env["MLFLOW_TRACKING_URI"]?.trim() ?? "";
  if (uri === "") return null;
  if (/^https?:\/\//i.test(uri) && URL.canParse(uri)) return uri;
  warn(
    `MLFLOW_TRACKING_URI: expected the address of a server, such as http://localhost:5000, got ${redact(uri)}. Runs are written to ${root} alone. ${adviceFor(uri)}`,
  );
  return null;
}

function adviceFor(uri: string): string {
  const scheme = /^([a-z][\w+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme !== undefined && /^(sqlite|mysql|postgresql|mssql)/.test(scheme))
    return `To have them there, start a server (\`mlflow server --backend-store-uri ${redact(uri)}\`) and give its address.`;
  if (scheme === undefined || scheme === "file" || scheme.length === 1) return "`--output DIR` chooses where that is.";
  return "Start an MLflow server and give its address, or leave the variable empty.";
}
