import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bin, build } from "../test/evenkeel.js";
import { root } from "../test/root.js";

const folder = mkdtempSync(join(tmpdir(), "evenkeel-docs-"));
beforeAll(build);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The commands of a page's blocks that need no file of a reader's: `run` and `compare`, word by word as a shell reads them. */
function commandsOf(page: string): string[][] {
  const text = readFileSync(join(root, page), "utf8");
  const lines = [...text.matchAll(/^```(?:sh)?\n([^]*?)^```/gm)].flatMap(([, block]) => block!.split("\n"));
  return lines.flatMap((line) => {
    const command = /^(?:pnpm )?evenkeel ((?:run|compare|splits) .*?)(?: {2,}#.*)?$/.exec(line)?.[1];
    if (command === undefined || /my\.|my-|…|splits\.json|label=cautious|FOLDER/.test(command)) return [];
    return [
      [...command.matchAll(/(?:[^\s'{[]|'[^']*'|\{[^}]*\}|\[[^\]]*\](?:,\[[^\]]*\])*\]?)+/g)].map(([word]) => word.replaceAll("'", "")),
    ];
  });
}

test("pages have commands", () => {
  expect(pages.length).toBeGreaterThan(3);
  for (const page of pages) expect([page, commandsOf(page).length > 0]).toEqual([page, true]);
});

test.each(pages.flatMap((page) => commandsOf(page).map((words) => [page, words.join(" "), words] as const)))(
  "%s: evenkeel %s composes",
  (_page, _line, words) => {
    const isWritten = words[0] === "splits";
    const { status, stderr } = spawnSync(
      process.execPath,
      [bin, ...words.filter((word) => word !== "--cfg"), ...(isWritten ? [] : ["--cfg"])],
      {
        cwd: isWritten ? folder : root,
        encoding: "utf8",
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
  },
);

test("code of pages compiles as a reader's would, against what is built", () => {
  const own = join(folder, "code");
  for (const [name, from] of [
    ["evenkeel", "packages/evenkeel"],
    ["mlflow-js-client", "packages/mlflow-js-client"],
    ["@types", "node_modules/@types"],
  ] as const) {
    mkdirSync(dirname(join(own, "node_modules", name)), { recursive: true });
    symlinkSync(join(root, from), join(own, "node_modules", name));
  }
  const blocks = ["README.md", "packages/mlflow-js-client/README.md"].flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block]) => block!),
  );
  expect(blocks.length).toBeGreaterThan(5);
  blocks.forEach((block, i) => writeFileSync(join(own, `block-${i}.ts`), block));
  writeFileSync(join(own, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(own, "tsconfig.json"),
    '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "lib": ["ES2023"], "strict": true, "noEmit": true, "skipLibCheck": true, "types": ["node"] } }',
  );
  const { stdout } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", own], { encoding: "utf8" });
  expect(stdout).toBe("");
});
