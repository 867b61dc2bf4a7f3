// A tracking server that keeps nothing but a list of what it was asked, for tests without Python.
//   node fake-mlflow.mjs LOG [--delay MILLISECONDS] [--status CODE] [--html] [--empty]     prints its port
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { delay: { type: "string", default: "0" }, status: { type: "string" }, html: { type: "boolean" }, empty: { type: "boolean" } },
});
let runs = 0;

function answer(method, path, body) {
  if (path.endsWith("/server-info")) return { store_type: "SqlStore" };
  if (path.endsWith("/experiments/create")) return { experiment_id: "1" };
  if (path.endsWith("/experiments/get")) return { experiment: { experiment_id: "1", name: "runs", lifecycle_stage: "active", tags: [] } };
  if (path.endsWith("/experiments/search")) return {};
  if (path.endsWith("/runs/create")) {
    const run_id = `${++runs}`.padStart(32, "0");
    return {
      run: {
        info: {
          run_id,
          experiment_id: "1",
          run_name: body.run_name,
          status: "RUNNING",
          start_time: 1,
          artifact_uri: `mlflow-artifacts:/1/${run_id}/artifacts`,
          lifecycle_stage: "active",
        },
      },
    };
  }
  if (path.endsWith("/runs/update")) return { run_info: { run_id: body.run_id, status: body.status, lifecycle_stage: "active" } };
  if (path.includes("/logged-models"))
    return {
      model: {
        info: {
          model_id: "m-1",
          experiment_id: "1",
          name: "model",
          status: "LOGGED_MODEL_READY",
          artifact_uri: "mlflow-artifacts:/1/models/m-1/artifacts",
        },
      },
    };
  return {};
}

function respond(request, response, text) {
  if (values.status) return response.writeHead(Number(values.status)).end("Trouble ahead");
  if (values.html) return response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Welcome</body></html>");
  if (values.empty) return response.writeHead(200).end("{}");
  const { pathname } = new URL(request.url, "http://localhost");
  const isJson = request.method !== "PUT" && text !== "";
  appendFileSync(
    positionals[0],
    `${JSON.stringify({ method: request.method, path: pathname, authorization: request.headers.authorization, body: isJson ? JSON.parse(text) : text.length })}\n`,
  );
  if (pathname.endsWith("/get-by-name"))
    return response.writeHead(404).end(JSON.stringify({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "none" }));
  response.writeHead(200).end(JSON.stringify(answer(request.method, pathname, isJson ? JSON.parse(text) : {})));
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => setTimeout(() => respond(request, response, Buffer.concat(chunks).toString()), Number(values.delay)));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
