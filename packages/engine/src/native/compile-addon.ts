import { execFile } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "@evenkeel/core";
import { libraries, type TensorFlowInstall } from "./find-tensorflow.js";

const run = promisify(execFile);

/**
 * Compiles tfjs-node's two C++ files against TensorFlow's libraries where they lie.
 *
 * @param packageFolder - the unbuilt package with the sources; nothing is written there.
 */
export async function compileAddon(packageFolder: string, { folder, version }: TensorFlowInstall, addon: string): Promise<void> {
  const compiler = process.env.CXX || "g++";
  const { include_dir: nodeHeaders } = createRequire(import.meta.url)("node-api-headers") as { include_dir: string };
  mkdirSync(dirname(addon), { recursive: true });
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(packageFolder, "binding", name));
  const flags = ["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8", "-D_GLIBCXX_USE_CXX11_ABI=1"];
  const headers = [`-I${nodeHeaders}`, `-I${join(folder, "include")}`, `-I${packageFolder}`];
  const linked = [join(folder, libraries.compute), join(folder, libraries.framework), `-Wl,-rpath,${folder}`];
  const unfinished = `${addon}.${process.pid}`;
  try {
    await run(compiler, [...flags, ...headers, ...sources, "-o", unfinished, ...linked], { maxBuffer: 1 << 26 });
  } catch (cause) {
    throw new UserError(explain(compiler, version, cause), { cause });
  }
  // In one move: another process may be loading the one before.
  renameSync(unfinished, addon);
}

function explain(compiler: string, version: string, cause: unknown): string {
  const { code, stderr = "" } = cause as { code?: unknown; stderr?: string };
  if (code === "ENOENT")
    return `engine build: expected a C++ compiler \`${compiler}\`, got none. Install one (Debian, Ubuntu: apt install g++), or name it in CXX.`;
  const errors = stderr
    .split("\n")
    .filter((line) => line.includes("error"))
    .slice(0, 3);
  return `engine build: expected the addon to compile against TensorFlow ${version}, it did not: ${errors.join(" ")} Use TensorFlow 2.21 (pip install tensorflow-cpu==2.21.0).`;
}
