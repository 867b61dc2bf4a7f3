import { spawnSync } from "node:child_process";

/** A Python that has MLflow: `EVENKEEL_PYTHON`, or `python3`; null where there is none. */
export const python: string | null = findPython("mlflow");

/** The same, if it also has what `mlflow server --app-name basic-auth` needs. */
export const pythonWithAuth: string | null = python === null ? null : findPython("flask_wtf");

/** With `EVENKEEL_REQUIRE_MLFLOW=1`, as in continuous integration, nothing is skipped. */
function findPython(module: string): string | null {
  const candidate = process.env["EVENKEEL_PYTHON"] ?? "python3";
  const probe = spawnSync(candidate, ["-c", `import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)`]);
  if (probe.status === 0) return candidate;
  if (process.env["EVENKEEL_REQUIRE_MLFLOW"] === "1")
    throw new Error(`expected ${candidate} to have ${module}, got none. pip install "mlflow[auth]"`);
  return null;
}

/** No telemetry, and none of the settings that a developer's shell may have. */
export function mlflowEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("MLFLOW_")));
  return { ...own, MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true", ...more };
}

/** What a Python script prints last, parsed as JSON. */
export function runPython(script: string, environment: Readonly<Record<string, string>> = {}): unknown {
  const { status, stdout, stderr } = spawnSync(python!, ["-c", script], { encoding: "utf8", env: mlflowEnvironment(environment) });
  if (status !== 0) throw new Error(`python ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
}
