import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { setTimeout as wait } from "node:timers/promises";

/** What happens to one request on its way. */
export type Fault =
  /** The connection breaks before the server hears of it. */
  | { readonly type: "drop" }
  /** The server does it, the answer is lost. */
  | { readonly type: "dropAnswer" }
  /** The server does it, half of the answer's body arrives. */
  | { readonly type: "halfAnswer" }
  | { readonly type: "delay"; readonly milliseconds: number }
  /** The server hears nothing of it. */
  | { readonly type: "answer"; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The server does it, another answer arrives. */
  | { readonly type: "replaceAnswer"; readonly status: number; readonly body?: string };

/** A request that came to the proxy, and what became of it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Since the proxy began. */
  readonly milliseconds: number;
}

/** A server between a client and another that does harm on demand. */
export interface FaultProxy {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Decides over each request, given how many of its path came before. */
  plan: (request: SeenRequest, before: number) => Fault | undefined;
  /** Ends it, and what still goes through it. */
  stop(): Promise<void>;
}

/** Stands between a client and a server and breaks what it is told to. */
export async function startFaultProxy(target: string, tls?: https.ServerOptions): Promise<FaultProxy> {
  const seen: SeenRequest[] = [];
  const start = performance.now();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request: SeenRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: await bodyOf(incoming),
      milliseconds: performance.now() - start,
    };
    const before = seen.filter(({ path, method }) => path.split("?")[0] === request.path.split("?")[0] && method === request.method).length;
    seen.push(request);
    const fault = proxy.plan(request, before);
    if (fault?.type === "drop") return void incoming.socket.destroy();
    if (fault?.type === "answer") return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    if (fault?.type === "delay") await wait(fault.milliseconds);
    const { status, headers, body } = await forward(target, request);
    if (fault?.type === "dropAnswer") return void incoming.socket.destroy();
    if (fault?.type === "replaceAnswer") return void response.writeHead(fault.status).end(fault.body ?? "");
    response.writeHead(status, { ...headers, "content-length": body.length });
    if (fault?.type !== "halfAnswer") return void response.end(body);
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(incoming, response).catch(() => incoming.socket.destroy());
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const proxy: FaultProxy = {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    seen,
    plan: () => undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function forward(
  target: string,
  { method, path, headers, body }: SeenRequest,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  const outgoing = http.request(target + path, { method, headers: { ...headers, host: new URL(target).host, connection: "close" } });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  const { "transfer-encoding": _, connection: __, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: kept, body: await bodyOf(answer) };
}
