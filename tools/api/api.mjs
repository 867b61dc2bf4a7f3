// `pnpm api`: pages of what the packages export, in docs/api, from the docstrings.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Comment, Converter, Logger, LogLevel, ReflectionKind, TSConfigReader } from "typedoc";

const root = process.argv.find((word) => word.startsWith("--root="))?.slice(7) ?? join(dirname(fileURLToPath(import.meta.url)), "../..");
const pages = join(root, "docs/api");

/** What packages export from, by the name that it is imported by: `{ name: "evenkeel/workbench", file, about }`. */
function entryPoints() {
  return readdirSync(join(root, "packages"))
    .sort()
    .map((folder) => join(root, "packages", folder))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .flatMap((folder) => {
      const { name, description, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      return Object.entries(exports).flatMap(([path, target]) => {
        const source = target["evenkeel/source"];
        return source ? [{ name: join(name, path).replaceAll("\\", "/"), file: join(folder, source), about: description }] : [];
      });
    });
}

const problems = [];

/** TypeDoc's own complaints are problems too: a `@param` that is no parameter, a link to a page that is not there. */
class Complaints extends Logger {
  log(message, level) {
    if (level >= LogLevel.Warn) problems.push(message);
  }
  addContext(message, _level, ...[at, file]) {
    if (!file) return message;
    return `${relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(typeof at === "number" ? at : 0).line + 1}: ${message}`;
  }
}

const entries = entryPoints();
const app = await Application.bootstrap(
  {
    name: "evenkeel",
    entryPoints: entries.map(({ file }) => file.replaceAll("\\", "/")),
    tsconfig: join(root, "tools/api/tsconfig.json"),
    basePath: root,
    readme: "none",
    // Types are checked by `pnpm types`, with the compiler that the packages are built by.
    skipErrorChecking: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    disableGit: true,
    // All pages lie one folder deep in docs/api.
    sourceLinkTemplate: "../../../{path}",
    validation: { notExported: false, notDocumented: false, invalidLink: true },
    githubPages: false,
    includeVersion: false,
  },
  [new TSConfigReader()],
);
app.logger = new Complaints();

app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const entry = entries.find(({ file }) => file.endsWith(module.sources?.[0]?.fileName ?? "\0"));
    if (!entry) throw new Error(`api: expected each module to be an entry point of a package, got ${module.name}.`);
    module.name = entry.name;
    module.comment = new Comment([{ kind: "text", text: entry.about }]);
  }
});

const project = await app.convert();
if (!project) throw new Error(`api: expected TypeDoc to read the packages, got nothing. ${problems.join("\n")}`);

await app.generateDocs(project, pages);
for (const problem of [...new Set(problems)].sort()) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`Open ${relative(process.cwd(), join(pages, "index.html"))}`);
