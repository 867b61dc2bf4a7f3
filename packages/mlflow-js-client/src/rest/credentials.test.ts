import { type FaultProxy, startFaultProxy } from "@evenkeel/testing/processes";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ConnectionOptions } from "./credentials.js";
import { restStore } from "./rest-store.js";

/** Self-signed, for 127.0.0.1 and localhost: protects nothing but these tests. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUbilgLh9oV8tUmjaM+bkotSn5+E8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA4NDgzNloYDzIxMjYxMDI4
MDg0ODM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQJ4FAl9j/kTX/WR1pwp4Afjj/RmMzxLUl8w4is5QBg++/DN2/aEtV7
xZoQW4xf4zEIqM+Hb+CJ9mjdsZMAKb74o28wbTAdBgNVHQ4EFgQUKdUihsBJDBed
OXZ03CY2KgklRNMwHwYDVR0jBBgwFoAUKdUihsBJDBedOXZ03CY2KgklRNMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAPg763HVI+nQoRoW/8JzWlMDN12OsDMrO3d1r6BN/hVRAiEA
nU9XPQ/KT0c0hiGUApwdUDxRJ+YlZiZ94rRTP7isl+M=
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIFQWN3KhxRiqh5k2
K3b4Dirpw9XVnMDfAoMBwkrT2SChRANCAAQJ4FAl9j/kTX/WR1pwp4Afjj/RmMzx
LUl8w4is5QBg++/DN2/aEtV7xZoQW4xf4zEIqM+Hb+CJ9mjdsZMAKb74
-----END PRIVATE KEY-----
`;

const proxies: FaultProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

/** A server that answers every call with 200. */
async function listener(tls?: object): Promise<FaultProxy> {
  const proxy = await startFaultProxy("http://127.0.0.1:9", tls);
  proxy.plan = () => ({ type: "answer", status: 200, body: "{}" });
  proxies.push(proxy);
  return proxy;
}

/** The headers with which a store asks. */
async function headersOf(options: ConnectionOptions, uri?: string): Promise<Record<string, unknown>> {
  const proxy = await listener();
  await restStore(uri?.replace("SERVER", new URL(proxy.url).host) ?? proxy.url, options).getExperimentByName("x");
  return proxy.seen[0]!.headers;
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

function home(credentials: string): string {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-home-"));
  mkdirSync(join(folder, ".mlflow"));
  writeFileSync(join(folder, ".mlflow/credentials"), credentials);
  return folder;
}

const file =
  "# mine\n[other]\nmlflow_tracking_username = wrong\n[mlflow]\nMLFLOW_TRACKING_USERNAME = file-user\nmlflow_tracking_password: p=ss%%word : ö\n";

test.each<[string, ConnectionOptions, string | undefined]>([
  ["nothing", { environment: { HOME: "/nowhere" } }, undefined],
  [
    "user and password of the environment",
    { environment: { HOME: "/nowhere", MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "p:ö" } },
    basic("u:p:ö"),
  ],
  ["a token", { environment: { HOME: "/nowhere", MLFLOW_TRACKING_TOKEN: "t" } }, "Bearer t"],
  [
    "a password before a token",
    { environment: { HOME: "/nowhere", MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "p", MLFLOW_TRACKING_TOKEN: "t" } },
    basic("u:p"),
  ],
  [
    "a token where the password is missing",
    { environment: { HOME: "/nowhere", MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_TOKEN: "t" } },
    "Bearer t",
  ],
  ["the credentials file", { environment: { HOME: home(file) } }, basic("file-user:p=ss%word : ö")],
  [
    "the environment's user with the file's password",
    { environment: { HOME: home(file), MLFLOW_TRACKING_USERNAME: "u" } },
    basic("u:p=ss%word : ö"),
  ],
  [
    "options before the environment",
    { username: "o", password: "q", environment: { MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "p" } },
    basic("o:q"),
  ],
])("authenticates with %s", async (_, options, expected) => {
  expect((await headersOf(options))["authorization"]).toBe(expected);
});

test("authenticates with the address, and keeps that out of `uri`", async () => {
  const environment = { HOME: "/nowhere" };
  expect((await headersOf({ environment }, "http://u%40x:p@SERVER/"))["authorization"]).toBe(basic("u@x:p"));
  expect(restStore("http://u:secret@localhost:5000/ml/", { environment }).uri).toBe("http://localhost:5000/ml");
});

test("names the workspace", async () => {
  expect((await headersOf({ environment: { MLFLOW_WORKSPACE: " team " } }))["x-mlflow-workspace"]).toBe("team");
  expect((await headersOf({ workspace: "own", environment: {} }))["x-mlflow-workspace"]).toBe("own");
  expect((await headersOf({ environment: {} }))["x-mlflow-workspace"]).toBeUndefined();
});

test("trusts the certificates it is told to, and no other", async () => {
  const proxy = await listener({ cert: certificate, key });
  const path = join(mkdtempSync(join(tmpdir(), "tls-")), "server.pem");
  writeFileSync(path, certificate);
  const ask = (environment: Record<string, string>): Promise<unknown> =>
    restStore(proxy.url, { environment, retries: 0 }).getExperimentByName("x");
  await expect(ask({})).rejects.toMatchObject({
    code: "UNREACHABLE",
    message: expect.stringContaining("self-signed certificate") as unknown,
  });
  await ask({ MLFLOW_TRACKING_SERVER_CERT_PATH: path });
  await ask({ MLFLOW_TRACKING_INSECURE_TLS: "true" });
  expect(proxy.seen).toHaveLength(2);
});

test("shows its own certificate", async () => {
  const proxy = await listener({ cert: certificate, key, ca: certificate, requestCert: true, rejectUnauthorized: true });
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  const [server, client] = [join(folder, "server.pem"), join(folder, "client.pem")];
  writeFileSync(server, certificate);
  writeFileSync(client, certificate + key);
  const environment = { MLFLOW_TRACKING_SERVER_CERT_PATH: server };
  await expect(restStore(proxy.url, { environment, retries: 0 }).getExperimentByName("x")).rejects.toMatchObject({ code: "UNREACHABLE" });
  await restStore(proxy.url, { environment: { ...environment, MLFLOW_TRACKING_CLIENT_CERT_PATH: client } }).getExperimentByName("x");
  expect(proxy.seen).toHaveLength(1);
});

test.each<[string, string, ConnectionOptions]>([
  ["an address without http", "localhost:5000", { environment: {} }],
  ["a certificate and insecure TLS at once", "https://x", { insecureTls: true, serverCertificateFile: "/x", environment: {} }],
  ["a certificate that is not there", "https://x", { serverCertificateFile: "/not/there.pem", environment: {} }],
  ["a truth value that is none", "https://x", { environment: { MLFLOW_TRACKING_INSECURE_TLS: "maybe" } }],
  ["a time-out that is no number", "https://x", { environment: { MLFLOW_HTTP_REQUEST_TIMEOUT: "long" } }],
])("refuses %s", (_, uri, options) => {
  expect(() => restStore(uri, options)).toThrow(expect.objectContaining({ code: "INVALID_PARAMETER_VALUE" }) as Error);
});

test("refuses ways to authenticate that only Python knows", () => {
  expect(() => restStore("https://x", { environment: { MLFLOW_TRACKING_AWS_SIGV4: "true" } })).toThrow(
    /expected basic or token authentication/,
  );
});
