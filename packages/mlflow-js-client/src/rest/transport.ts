import { setMaxListeners } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { MlflowError } from "../mlflow-error.js";
import { type Connection, withoutCredentials } from "./credentials.js";

export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the tracking address, from its first slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly bytes?: Uint8Array | { readonly file: string };
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No whole answer: the server may or may not have done what it was asked. */
class ConnectionFailure extends Error {}

const transient: readonly number[] = [408, 429, 500, 502, 503, 504];

/** Requests to one server, repeated where that can help. */
export class Transport {
  private readonly agent: http.Agent;
  /** What the server said last that was no success: an abort tells nothing by itself. */
  private lastFailure: MlflowError | undefined;
  private readonly stopped = new AbortController();

  constructor(private readonly connection: Connection) {
    const options = { keepAlive: true, maxSockets: 8 };
    // One listener for each request under way, which may be many.
    for (const signal of [this.stopped.signal, connection.signal]) if (signal) setMaxListeners(0, signal);
    this.agent = connection.base.protocol === "https:" ? new https.Agent({ ...options, ...connection.tls }) : new http.Agent(options);
  }

  get uri(): string {
    return this.connection.base.href.replace(/\/$/, "");
  }

  close(): void {
    this.stopped.abort();
    this.agent.destroy();
  }

  /**
   * The JSON that the server answers. Before each repetition `recover` may find that an earlier try was carried out, and
   * what it returned.
   */
  async json(request: Request, recover?: () => Promise<unknown>): Promise<Record<string, unknown>> {
    return (await this.repeat(request, parseObject, recover)) as Record<string, unknown>;
  }

  async bytes(request: Request): Promise<Buffer> {
    return this.repeat(request, (answer) => answer.body);
  }

  private async repeat<T>(request: Request, read: (answer: Answer) => T, recover?: () => Promise<unknown>): Promise<T> {
    const { retries } = this.connection;
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) {
        const found = await recover?.();
        if (found !== undefined) return found as T;
      }
      let failure: MlflowError;
      let asked: number | undefined;
      try {
        const answer = await this.once(request);
        if (answer.status < 500) this.connection.onAnswer?.();
        if (answer.status < 300) return read(answer);
        failure = errorOf(answer, request, this.uri);
        if (!isTransient(answer, failure)) throw failure;
        asked = retryAfter(answer);
      } catch (error) {
        if (!(error instanceof ConnectionFailure)) throw error;
        failure = this.isStopped && this.lastFailure ? this.lastFailure : silence(error, request, this.uri);
        if (isLasting(error)) throw failure;
      }
      this.lastFailure = failure;
      if (attempt >= retries || this.isStopped) throw giveUp(failure, attempt, this.uri);
      this.connection.onRetry?.(`${failure.message} Trying again (${attempt + 2} of ${retries + 1}).`);
      await this.pause(attempt, asked);
      if (this.isStopped) throw giveUp(failure, attempt, this.uri);
    }
  }

  private get isStopped(): boolean {
    return this.stopped.signal.aborted || (this.connection.signal?.aborted ?? false);
  }

  private signals(): AbortSignal {
    const { signal } = this.connection;
    return signal ? AbortSignal.any([signal, this.stopped.signal]) : this.stopped.signal;
  }

  private async pause(attempt: number, asked: number | undefined): Promise<void> {
    const { backoffSeconds, longestWaitSeconds } = this.connection;
    const own = backoffSeconds * 2 ** attempt * (0.5 + Math.random());
    const seconds = Math.min(Math.max(asked ?? 0, own), longestWaitSeconds);
    await wait(seconds * 1000, undefined, { signal: this.signals() }).catch(() => {});
  }

  private async once(request: Request): Promise<Answer> {
    const { base, headers, timeoutSeconds } = this.connection;
    const query = new URLSearchParams(
      Object.entries(request.query ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ).toString();
    const body = request.json === undefined ? request.bytes : Buffer.from(JSON.stringify(request.json));
    const length = await lengthOf(body);
    const outgoing = (base.protocol === "https:" ? https : http).request({
      agent: this.agent,
      host: base.hostname.replace(/^\[|\]$/g, ""),
      port: base.port === "" ? (base.protocol === "https:" ? 443 : 80) : base.port,
      method: request.method,
      path: `${base.pathname.replace(/\/$/, "")}${request.path}${query === "" ? "" : `?${query}`}`,
      headers: {
        host: base.host,
        ...headers,
        ...(request.json === undefined ? {} : { "content-type": "application/json" }),
        ...(length === undefined ? {} : { "content-length": length }),
      },
      timeout: timeoutSeconds * 1000,
      signal: this.signals(),
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeoutSeconds} s`)));
    const answer = receive(outgoing);
    if (body === undefined || body instanceof Uint8Array) outgoing.end(body);
    else
      createReadStream(body.file)
        .on("error", (error) => outgoing.destroy(error))
        .pipe(outgoing);
    return answer;
  }
}

async function lengthOf(body: Request["bytes"] | Buffer): Promise<number | undefined> {
  if (body === undefined || body instanceof Uint8Array) return body?.byteLength;
  return (await stat(body.file)).size;
}

function receive(outgoing: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new ConnectionFailure(error.message || (error as NodeJS.ErrnoException).code || "connection lost", { cause: error }));
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      // Also "aborted": the connection ended in the middle of the body.
      incoming.on("error", fail);
      incoming.on("end", () =>
        incoming.complete
          ? resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) })
          : fail(new Error("answer cut short")),
      );
    });
  });
}

/** The system's code of a failure, from wherever it is kept. */
function systemCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) if ("code" in at && typeof at.code === "string") return at.code;
  return "";
}

const isAboutCertificates = (code: string): boolean => /CERT|^ERR_TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|^ERR_SSL|^EPROTO$/.test(code);

/** Certificates do not become right by trying again. */
const isLasting = (failure: ConnectionFailure): boolean => isAboutCertificates(systemCode(failure));

function silence(failure: ConnectionFailure, request: Request, uri: string): MlflowError {
  const code = systemCode(failure);
  const advice = isAboutCertificates(code)
    ? "Is it https:// or http://? Name the certificate of your authority with MLFLOW_TRACKING_SERVER_CERT_PATH."
    : ["ENOTFOUND", "EAI_AGAIN"].includes(code)
      ? "Is the name of the host right?"
      : code === "ECONNREFUSED"
        ? "Is the server running?"
        : "Is the server running, and is the address that of an MLflow server?";
  return new MlflowError(
    "UNREACHABLE",
    `MLflow server ${uri}: expected an answer to ${request.method} ${request.path}, got none (${failure.message}). ${advice}`,
    { cause: failure.cause ?? failure },
  );
}

function parseObject(answer: Answer): Record<string, unknown> {
  const text = answer.body.toString("utf8").trim();
  if (text === "") return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new MlflowError(
      "ENDPOINT_NOT_FOUND",
      `MLflow server: expected JSON, but it answered ${answer.status} with ${JSON.stringify(text.slice(0, 80))}. Is the address that of an MLflow server?`,
      { cause, status: answer.status },
    );
  }
}

/** MLflow's own failures carry an error code and would fail again; what stands between us and it has none. */
function isTransient({ status, body }: Answer, error: MlflowError): boolean {
  if (!transient.includes(status)) return false;
  if (status === 500) return error.code === "UNREACHABLE";
  return !(status === 503 && /artifact.*(disabled|serving)/is.test(body.toString("utf8")));
}

/** Seconds from a number or a date. */
function retryAfter({ headers }: Answer): number | undefined {
  const text = headers["retry-after"];
  if (text === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function errorOf(answer: Answer, request: Request, uri: string): MlflowError {
  const { status } = answer;
  const text = answer.body.toString("utf8");
  const { code, message } = parseError(text);
  const what = `MLflow server ${uri}: ${request.method} ${request.path}`;
  const options = { status };
  if (code !== undefined) return new MlflowError(code, `${what} answered ${status}: ${message ?? code}`, options);
  const detail = (
    message ??
    text
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim()
  ).slice(0, 300);
  if (status === 401)
    return new MlflowError(
      "UNAUTHENTICATED",
      `${what} answered 401: expected credentials that the server knows, got others or none. Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.`,
      options,
    );
  if (status === 403)
    return new MlflowError(
      "PERMISSION_DENIED",
      `${what} answered 403: expected permission, got a refusal: ${detail || "no reason given"}.`,
      options,
    );
  if (status >= 300 && status < 400)
    return new MlflowError(
      "ENDPOINT_NOT_FOUND",
      `${what} answered ${status}: expected an answer, got a redirect to ${withoutCredentials(String(answer.headers.location))}. Use that address.`,
      options,
    );
  if (status === 404 || status === 405)
    return new MlflowError(
      "ENDPOINT_NOT_FOUND",
      `${what} answered ${status}: expected an MLflow server that has this call. Check address and server version.`,
      options,
    );
  if (transient.includes(status))
    return new MlflowError("UNREACHABLE", `${what} answered ${status}: ${detail || "no reason given"}.`, options);
  return new MlflowError(
    status === 400 ? "INVALID_PARAMETER_VALUE" : "INTERNAL_ERROR",
    `${what} answered ${status}: ${detail || "no reason given"}.`,
    options,
  );
}

function parseError(text: string): { readonly code?: string | undefined; readonly message?: string | undefined } {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const message = value["message"] ?? value["detail"];
    return {
      code: typeof value["error_code"] === "string" ? value["error_code"] : undefined,
      message: typeof message === "string" ? message : undefined,
    };
  } catch {
    return {};
  }
}

function giveUp(failure: MlflowError, attempt: number, uri: string): MlflowError {
  if (attempt === 0) return failure;
  return new MlflowError(failure.code, `${failure.message} Gave up on ${uri} after ${attempt + 1} tries.`, {
    cause: failure,
    ...(failure.status === undefined ? {} : { status: failure.status }),
  });
}
