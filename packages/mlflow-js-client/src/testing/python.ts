import { spawnSync } from "node:child_process";

/** A Python that has MLflow: `EVENKEEL_PYTHON`, or `python3`; null where there is none. */
export const python: string | null = findPython();

function findPython(): string | null {
  const candidate = process.env["EVENKEEL_PYTHON"] ?? "python3";
  const probe = spawnSync(candidate, ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('mlflow') is None)"]);
  return probe.status === 0 ? candidate : null;
}

/** What a Python script prints, parsed as JSON. */
export function runPython(script: string, env: Readonly<Record<string, string>> = {}): unknown {
  const { status, stdout, stderr } = spawnSync(python!, ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true", ...env },
  });
  if (status !== 0) throw new Error(`python ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
}
