// What every command of the repository needs first: a Node that works, installed packages, an up-to-date build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [major, minor] = process.versions.node.split(".").map(Number);

/** Runs a program in the root; ends this process with its code if it fails. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

export const bin = (name) => join(root, "node_modules/.bin", name);

/** Installs with the pinned pnpm, only when the lockfile has changed since the last time. */
export function install() {
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`evenkeel: expected Node 20.19 or newer, got ${process.versions.node}. Install a newer Node.`);
    process.exit(1);
  }
  const stamp = join(root, "node_modules/.evenkeel-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .update(process.platform + process.arch)
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  console.error(`Installing packages with ${packageManager} (only when the lockfile changes) …`);
  run("npx", ["--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  writeFileSync(stamp, wanted);
}

/** Lists the components anew and compiles what has changed. */
export function build() {
  run(process.execPath, ["tools/gen/gen.mjs"]);
  run(bin("tsc"), ["-b"]);
}

/** Becomes the built command: in this very process, so that signals and the terminal are its own. */
export async function becomeEvenkeel(args, cwd) {
  const command = join(root, "apps/cli/dist/bin.js");
  process.chdir(cwd);
  process.argv = [process.execPath, command, ...args];
  await import(pathToFileURL(command));
}
