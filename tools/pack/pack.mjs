// `node tools/pack/pack.mjs FOLDER`: packs every public package as it would be published, and prints the files.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The tarballs of all public packages, made with the pinned pnpm, which writes versions in place of `workspace:` and `catalog:`. */
export function packAll(folder) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  mkdirSync(folder, { recursive: true });
  const { status, stderr, stdout } = spawnSync(
    "npx",
    ["--yes", packageManager, "-r", "--filter", "./packages/*", "pack", "--pack-destination", folder],
    { cwd: root, encoding: "utf8", shell: process.platform === "win32" },
  );
  if (status !== 0) throw new Error(`pack: expected ${packageManager} to pack, got: ${stderr || stdout}`);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tgz"))
    .sort()
    .map((name) => join(folder, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder] = process.argv;
  if (!folder) throw new Error("pack: expected a folder for the packed packages, got none. Write `node tools/pack/pack.mjs FOLDER`.");
  for (const file of packAll(resolve(folder))) console.log(file);
}
