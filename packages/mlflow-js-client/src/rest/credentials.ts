import { homedir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { invalid, MlflowError } from "../mlflow-error.js";

/** How to speak to one server. What is left out is read from the environment as MLflow's Python client reads it. */
export interface ConnectionOptions {
  /** `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, then the section `[mlflow]` of `~/.mlflow/credentials`. */
  readonly username?: string;
  readonly password?: string;
  /** `MLFLOW_TRACKING_TOKEN`; used where user name or password is missing. */
  readonly token?: string;
  /** `MLFLOW_WORKSPACE`. */
  readonly workspace?: string;
  /** `MLFLOW_TRACKING_INSECURE_TLS`: takes any certificate. */
  readonly insecureTls?: boolean;
  /** `MLFLOW_TRACKING_SERVER_CERT_PATH`: PEM file of the authorities to trust. */
  readonly serverCertificateFile?: string;
  /** `MLFLOW_TRACKING_CLIENT_CERT_PATH`: PEM file with our certificate and its key. */
  readonly clientCertificateFile?: string;
  /** Of one request, in seconds: `MLFLOW_HTTP_REQUEST_TIMEOUT`, or 120. */
  readonly timeoutSeconds?: number;
  /** How often a request is repeated: `MLFLOW_HTTP_REQUEST_MAX_RETRIES`, or 7. */
  readonly retries?: number;
  /** The wait before the first repetition, in seconds, doubled each time and spread by ± 50 %: 0.5. */
  readonly backoffSeconds?: number;
  /** No wait is longer, not even one that the server asks for: 60 s. */
  readonly longestWaitSeconds?: number;
  /** Gives up waiting and requests under way. */
  readonly signal?: AbortSignal;
  /** Called with every answer that is none of the server's own failures (500 and above). */
  readonly onAnswer?: () => void;
  /** Told, in a sentence, why a request is about to be repeated. */
  readonly onRetry?: (sentence: string) => void;
  /** Instead of the process's: for tests. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Connection {
  /** Without user name, password and trailing slash. */
  readonly base: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: { readonly rejectUnauthorized: boolean; readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly backoffSeconds: number;
  readonly longestWaitSeconds: number;
  readonly signal: AbortSignal | undefined;
  readonly onAnswer: (() => void) | undefined;
  readonly onRetry: ((sentence: string) => void) | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function resolveConnection(uri: string, options: ConnectionOptions = {}): Connection {
  const environment = options.environment ?? process.env;
  if (isTrue(environment, "MLFLOW_TRACKING_AWS_SIGV4") || environment["MLFLOW_TRACKING_AUTH"]) {
    throw new MlflowError(
      "UNAUTHENTICATED",
      "MLflow server: expected basic or token authentication, got MLFLOW_TRACKING_AWS_SIGV4 or MLFLOW_TRACKING_AUTH, which only MLflow's Python client knows.",
    );
  }
  const base = parseUri(uri);
  const authorization = authorize(base, options, environment);
  const workspace = options.workspace ?? environment["MLFLOW_WORKSPACE"]?.trim();
  base.username = "";
  base.password = "";
  return {
    base,
    headers: {
      "user-agent": "mlflow-js-client",
      ...(authorization === undefined ? {} : { authorization }),
      ...(workspace ? { "x-mlflow-workspace": workspace } : {}),
    },
    tls: readTls(options, environment),
    timeoutSeconds: options.timeoutSeconds ?? readNumber(environment, "MLFLOW_HTTP_REQUEST_TIMEOUT", 120),
    retries: options.retries ?? readNumber(environment, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", 7),
    backoffSeconds: options.backoffSeconds ?? 0.5,
    longestWaitSeconds: options.longestWaitSeconds ?? 60,
    signal: options.signal,
    onAnswer: options.onAnswer,
    onRetry: options.onRetry,
  };
}

/** Up to the last "@" of the address: a password may hold any character. What stands in a port's place and is none may be one. */
export const withoutCredentials = (text: string): string =>
  text
    .replace(/:\/\/[^\s"'`<>]*@/g, "://")
    .replace(/(:\/\/[^\s/:@[\]]+):(?!\d+(?:[/?#\s"'`.,:;)]|$))[^\s/"'`<>]+/g, "$1:…")
    .replace(/([?&][^=&\s]*=)[^&\s"'`<>]+/g, "$1…");

function parseUri(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw invalid(
      `MLflow server: expected an address that begins with http:// or https://, got ${JSON.stringify(withoutCredentials(uri))}. For example http://localhost:5000.`,
    );
  }
  url.pathname = url.pathname.replace(/\/+$/, "");
  url.search = "";
  url.hash = "";
  return url;
}

function authorize(base: URL, options: ConnectionOptions, environment: Environment): string | undefined {
  const file = options.username !== undefined && options.password !== undefined ? {} : readCredentialsFile(environment);
  const fromUri = base.username === "" ? {} : { username: decoded(base.username), password: decoded(base.password) };
  const username = options.username ?? fromUri.username ?? (environment["MLFLOW_TRACKING_USERNAME"] || file.username);
  const password = options.password ?? fromUri.password ?? (environment["MLFLOW_TRACKING_PASSWORD"] || file.password);
  if (username && password) return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
  const token = options.token ?? environment["MLFLOW_TRACKING_TOKEN"];
  return token ? `Bearer ${token}` : undefined;
}

/** A lone "%" stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The section `[mlflow]` of an INI file as Python's configparser reads it. */
function readCredentialsFile(environment: Environment): { readonly username?: string | undefined; readonly password?: string | undefined } {
  let text: string;
  try {
    text = readFileSync(join(environment["HOME"] || homedir(), ".mlflow", "credentials"), "utf8");
  } catch {
    return {};
  }
  const values = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[([^\]]+)\]/.exec(line);
    const entry = /^\s*([^#;=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (header) section = header[1]!;
    else if (entry && section === "mlflow") values.set(entry[1]!.toLowerCase(), entry[2]!.replaceAll("%%", "%"));
  }
  return { username: values.get("mlflow_tracking_username"), password: values.get("mlflow_tracking_password") };
}

function readTls(options: ConnectionOptions, environment: Environment): Connection["tls"] {
  const insecure = options.insecureTls ?? isTrue(environment, "MLFLOW_TRACKING_INSECURE_TLS");
  const serverFile = options.serverCertificateFile ?? environment["MLFLOW_TRACKING_SERVER_CERT_PATH"];
  const clientFile = options.clientCertificateFile ?? environment["MLFLOW_TRACKING_CLIENT_CERT_PATH"];
  if (insecure && serverFile)
    throw invalid(
      "MLflow server: expected either a server certificate or insecure TLS, got both MLFLOW_TRACKING_SERVER_CERT_PATH and MLFLOW_TRACKING_INSECURE_TLS.",
    );
  const client = clientFile ? readPem(clientFile) : undefined;
  return {
    rejectUnauthorized: !insecure,
    ...(serverFile ? { ca: readPem(serverFile) } : {}),
    ...(client ? { cert: client, key: client } : {}),
  };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MlflowError("INVALID_PARAMETER_VALUE", `MLflow server: expected a PEM file that can be read, got ${path}.`, { cause });
  }
}

function isTrue(environment: Environment, name: string): boolean {
  const text = environment[name]?.toLowerCase();
  if (text !== undefined && !["true", "false", "1", "0", ""].includes(text))
    throw invalid(`${name}: expected true, false, 1 or 0, got ${JSON.stringify(text)}.`);
  return text === "true" || text === "1";
}

function readNumber(environment: Environment, name: string, fallback: number): number {
  const text = environment[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw invalid(`${name}: expected a number ≥ 0, got ${JSON.stringify(text)}.`);
  return value;
}
