import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { configJsonSchema } from "@evenkeel/compose";
import { comparisonJsonSchema } from "@evenkeel/experiment";
import { PACKAGE_FOLDER } from "../workbench/package-folder.js";
import { openProject, PROJECT_FILE } from "../workbench/project.js";

/** Where editors find what config files may say; written anew each time, for components come and go. */
const SCHEMAS = ".evenkeel";

/**
 * Makes a folder a project, or completes one: what is there stays as it is, but the schemas for editors.
 *
 * @returns the files that were written, from the folder.
 */
export async function initProject(folder: string): Promise<string[]> {
  const written: string[] = [];
  const write = (name: string, text: string, isOwn: boolean): void => {
    const path = join(folder, name);
    if (!isOwn && existsSync(path)) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    written.push(name);
  };
  for (const [name, text] of Object.entries(filesOf(basename(folder)))) write(name, text, false);
  const { bench } = await openProject(folder);
  const config = configJsonSchema(bench.catalogs, (role) => [...(bench.presets.get(role)?.keys() ?? [])]);
  write(join(SCHEMAS, "config.schema.json"), jsonText(config), true);
  write(join(SCHEMAS, "experiment.schema.json"), jsonText(comparisonJsonSchema(config)), true);
  return written.map((name) => relative(folder, join(folder, name)));
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function filesOf(name: string): Record<string, string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8")) as { version: string };
  const safe =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "study";
  return {
    [PROJECT_FILE]: `# Makes this folder a project of evenkeel: components and config in it stand beside those that come with evenkeel.
components: [components]
conf: conf
`,
    "package.json": jsonText({
      name: safe,
      private: true,
      type: "module",
      dependencies: { evenkeel: `^${version}` },
    }),
    "tsconfig.json": jsonText({
      compilerOptions: {
        module: "NodeNext",
        target: "ES2022",
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        allowImportingTsExtensions: true,
      },
      include: ["components", "*.ts"],
    }),
    ".gitignore": `node_modules/\noutputs/\n${SCHEMAS}/\n`,
    "conf/config.yaml": `# yaml-language-server: $schema=../${SCHEMAS}/config.schema.json
# What every run starts from, laid over what is usual: \`npx evenkeel run --cfg\` shows all of it.
seed: 0
`,
    "conf/experiment/first.yaml": `# yaml-language-server: $schema=../../${SCHEMAS}/experiment.schema.json
# npx evenkeel compare experiment=first
name: first
title: SMOTE, and what learning its weights is worth
question: Does it help to learn what each synthetic row counts?
reference: plain
primary: average_precision
tuning: Nothing was tuned.
methods:
  plain: {}
  smote: { sampler: smote }
  learned: { sampler: smote, weighter: learned-contributions }
contrasts: [[learned, smote], [learned, learned.frozen]]
`,
    "components/README.md": `A file here that says \`export default define…({ … })\` is a component, called like the file: \`label/my-label.ts\` is \`label=my-label\`.
\`npx evenkeel components\` lists all there are.
`,
    "README.md": `# ${name}

    npm install
    npx evenkeel run sampler=smote                # one run
    npx evenkeel compare experiment=first         # methods x trials, with a report in outputs/
    npx evenkeel components label                 # what there is, with settings and papers

Own components: TypeScript or JavaScript in \`components/\`; \`npx evenkeel new label my-label\` begins one with its test.
Own settings: \`conf/config.yaml\`. Own experiments: \`conf/experiment/\`. Own data: \`dataset=csv dataset.path=my.csv dataset.label=class\`.
In scripts: \`import { run, compare } from "evenkeel"\`. \`npx evenkeel init\` again renews what editors know of all this.
`,
  };
}
