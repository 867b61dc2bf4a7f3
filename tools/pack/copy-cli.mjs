// Before `evenkeel` is packed: the built command goes with it, for `npx evenkeel`. It imports the package by its own name.
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
rmSync(at("packages/evenkeel/cli"), { recursive: true, force: true });
cpSync(at("apps/cli/dist"), at("packages/evenkeel/cli"), {
  recursive: true,
  filter: (path) => !/\.(d\.ts|map|tsbuildinfo)$|\.d\.ts\.map$/.test(path),
});
