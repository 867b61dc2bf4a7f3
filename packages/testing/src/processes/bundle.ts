import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

/** Sources as one file that plain Node runs, for tests that need several processes. Returns its URL. */
export async function bundle(entry: URL): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "bundle-"));
  await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["evenkeel/source", "node", "import", "default"] },
    build: {
      outDir,
      minify: false,
      target: "node20",
      lib: { entry: fileURLToPath(entry), formats: ["es"], fileName: () => "index.mjs" },
      rolldownOptions: { external: [/^node:/] },
    },
  });
  return pathToFileURL(join(outDir, "index.mjs")).href;
}

/** A process that runs `script`, in which `lib` is the bundle. */
export function startScript(
  bundleUrl: string,
  script: string,
  environment: NodeJS.ProcessEnv = process.env,
): { readonly child: ChildProcess; readonly output: Promise<string> } {
  const path = join(mkdtempSync(join(tmpdir(), "script-")), "script.mjs");
  writeFileSync(path, `import * as lib from ${JSON.stringify(bundleUrl)};\n${script}`);
  const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "pipe"], env: environment });
  const text: string[] = [];
  child.stdout.on("data", (chunk) => text.push(String(chunk)));
  child.stderr.on("data", (chunk) => text.push(String(chunk)));
  const output = new Promise<string>((resolve) => child.on("close", () => resolve(text.join(""))));
  return { child, output };
}
