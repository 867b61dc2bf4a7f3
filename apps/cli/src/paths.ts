import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository: where `conf/` lies. */
export const root: string = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** The packages whose code a result depends on. */
const TRAINING = ["autodiff", "core", "datasets", "engine", "losses", "meta", "metrics", "models", "optimizers", "samplers", "trainer"];

/** SHA-256 of the built code that a result depends on: results of other code are run again. */
export function codeHash(): string {
  const hash = createHash("sha256");
  for (const name of TRAINING) {
    for (const file of filesBelow(join(root, "packages", name, "dist"))) if (file.endsWith(".js")) hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => (statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)]));
}
