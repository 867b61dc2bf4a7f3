// The packages and who imports whom, as a Mermaid graph between two marks of CONTRIBUTING.md: what follows from other arrows is left out.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [BEGIN, END] = ["<!-- graph: by `pnpm gen` -->", "<!-- /graph -->"];

/** CONTRIBUTING.md as it should be. */
export function withDependencyGraph(root, text) {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`CONTRIBUTING.md: expected the marks ${BEGIN} and ${END}, got none.`);
  return `${before}${BEGIN}\n\n\`\`\`mermaid\n${graphOf(root)}\n\`\`\`\n\n${END}${after}`;
}

function graphOf(root) {
  const needs = new Map();
  for (const group of ["packages", "apps"]) {
    for (const folder of readdirSync(join(root, group)).sort()) {
      const { name, dependencies = {} } = JSON.parse(readFileSync(join(root, group, folder, "package.json"), "utf8"));
      needs.set(
        name,
        Object.keys(dependencies).filter((other) => dependencies[other].startsWith("workspace:")),
      );
    }
  }
  const reaches = (from, to) => needs.get(from).some((next) => next === to || reaches(next, to));
  const direct = (name) => needs.get(name).filter((to) => !needs.get(name).some((next) => next !== to && reaches(next, to)));
  const short = (name) => name.replace("@evenkeel/", "");
  // Nobody may import them but the composition root: one box.
  const alike = new Map();
  for (const name of needs.keys()) {
    const key = JSON.stringify([direct(name).sort(), [...needs.keys()].filter((other) => direct(other).includes(name)).sort()]);
    alike.set(key, [...(alike.get(key) ?? []), name]);
  }
  const boxes = [...alike.values()];
  const boxOf = (name) => boxes.findIndex((box) => box.includes(name));
  const lines = boxes.map((box, i) => `  p${i}["${box.map(short).join("<br>")}"]`);
  const arrows = new Set(boxes.flatMap((box, i) => direct(box[0]).map((to) => `  p${i} --> p${boxOf(to)}`)));
  return ["graph LR", ...lines, ...[...arrows].sort()].join("\n");
}
