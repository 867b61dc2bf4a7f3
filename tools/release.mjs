// `pnpm release`: takes the changesets up into the versions of all packages, and what is unreleased in CHANGELOG.md under that version.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "./setup.mjs";

const versionOf = () => JSON.parse(readFileSync(join(root, "packages/evenkeel/package.json"), "utf8")).version;
const before = versionOf();
run(bin("changeset"), ["version"]);
const version = versionOf();
if (version === before) {
  console.error("release: expected a changeset that asks for a new version, got none. Write one: `pnpm changeset`.");
  process.exit(1);
}
const file = join(root, "CHANGELOG.md");
const [head, unreleased] = readFileSync(file, "utf8").split("## Unreleased\n");
if (unreleased === undefined) throw new Error("CHANGELOG.md: expected a section `## Unreleased`, got none.");
const date = new Date().toISOString().slice(0, 10);
writeFileSync(file, `${head}## Unreleased\n\n## ${version} (${date})\n${unreleased}`);
console.log(`All packages are ${version}. \`node tools/pack/pack.mjs FOLDER\` packs them.`);
