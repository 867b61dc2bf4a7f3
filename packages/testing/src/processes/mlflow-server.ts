import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { mlflowEnvironment, python } from "./python.js";

/** How a real MLflow server is started. */
export interface MlflowServerOptions {
  readonly store?: "sqlite" | "filestore";
  /** Starts the basic-auth app with this administrator; the password has 12 characters or more. */
  readonly auth?: { readonly username: string; readonly password: string };
  /** `/ml` serves everything below that path. */
  readonly prefix?: string;
  /** `--no-serve-artifacts`: artifacts lie in a folder of the server. */
  readonly serveArtifacts?: boolean;
  readonly port?: number;
  /** Where a server that ran before kept its data. */
  readonly folder?: string;
}

/** A real MLflow server of a test's own. */
export interface MlflowServer {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Ends it and takes its folder away. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A real MLflow tracking server of pip's, in a folder of its own. */
export async function startMlflowServer(options: MlflowServerOptions = {}): Promise<MlflowServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "mlflow-server-"));
  const port = options.port ?? (await freePort());
  const child = spawn(python!, serverArguments(folder, port, options), {
    cwd: folder,
    // Its own group, so that the web server's workers end with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: mlflowEnvironment({
      // The job runner would fork a dozen processes that tracking does not need.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      ...(options.store === "filestore" ? { MLFLOW_ALLOW_FILE_STORE: "true" } : {}),
      ...authEnvironment(folder, options.auth),
    }),
  });
  const log = join(folder, "server.log");
  child.stdout.on("data", (text) => appendFileSync(log, text));
  child.stderr.on("data", (text) => appendFileSync(log, text));
  const root = `http://127.0.0.1:${port}${options.prefix ?? ""}`;
  await untilHealthy(root, child, log);
  return { url: root, port, folder, stop: (signal = "SIGTERM") => stop(child, signal) };
}

function serverArguments(
  folder: string,
  port: number,
  { store = "sqlite", auth, prefix, serveArtifacts = true }: MlflowServerOptions,
): string[] {
  const mlruns = join(folder, "mlruns");
  const artifacts = join(folder, "artifacts");
  for (const path of [mlruns, artifacts]) mkdirSync(path, { recursive: true });
  const address = `server --host 127.0.0.1 --port ${port} --workers 1`.split(" ");
  return [
    "-m",
    "mlflow",
    ...address,
    ...(store === "filestore"
      ? ["--backend-store-uri", `file://${mlruns}`, "--default-artifact-root", `file://${mlruns}`]
      : ["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`]),
    ...(store === "sqlite" && serveArtifacts ? ["--serve-artifacts", "--artifacts-destination", artifacts] : []),
    ...(store === "sqlite" && !serveArtifacts ? ["--no-serve-artifacts", "--default-artifact-root", `file://${artifacts}`] : []),
    ...(auth ? ["--app-name", "basic-auth"] : []),
    ...(prefix === undefined ? [] : ["--static-prefix", prefix]),
  ];
}

function authEnvironment(folder: string, auth: MlflowServerOptions["auth"]): Record<string, string> {
  if (!auth) return {};
  const path = join(folder, "auth.ini");
  const lines = [
    "[mlflow]",
    "default_permission = READ",
    `database_uri = sqlite:///${join(folder, "auth.db")}`,
    `admin_username = ${auth.username}`,
    "authorization_function = mlflow.server.auth:authenticate_request_basic_auth",
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  return { MLFLOW_AUTH_CONFIG_PATH: path, MLFLOW_AUTH_ADMIN_PASSWORD: auth.password, MLFLOW_FLASK_SERVER_SECRET_KEY: "for-tests" };
}

async function untilHealthy(root: string, child: ChildProcess, log: string): Promise<void> {
  for (let i = 0; i < 900; i++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${root}/health`).then(
      (response) => response.text(),
      () => "",
    );
    if (answer === "OK") return;
    await wait(100);
  }
  await stop(child, "SIGKILL");
  throw new Error(`mlflow server: expected an answer at ${root}/health, got none: ${readFileSync(log, "utf8").slice(-2000)}`);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  process.kill(-child.pid!, signal);
  const late = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), 5000);
  await closed;
  clearTimeout(late);
}
