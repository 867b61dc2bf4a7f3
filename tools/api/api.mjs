// `pnpm api`: pages of what the packages export, in docs/api, from the docstrings. `--check` writes nothing.
// Both fail, with file and line, where something public has no docstring, or a docstring names what is not there:
// every exported name; every method, and every property that is a function, of exported interfaces, classes and object types.
// Other properties speak by name and type, and have a docstring where those leave a unit, a shape or a convention open.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Comment, Converter, Logger, LogLevel, ReflectionKind, TSConfigReader } from "typedoc";

const root = process.argv.find((word) => word.startsWith("--root="))?.slice(7) ?? join(dirname(fileURLToPath(import.meta.url)), "../..");
const check = process.argv.includes("--check");
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
    // Links are read below, where file and line are known.
    validation: { notExported: false, notDocumented: false, invalidLink: false },
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

const exported = ReflectionKind.SomeExport & ~ReflectionKind.Reference;
for (const reflection of project.getReflectionsByKind(ReflectionKind.All)) {
  const at = placeOf(reflection);
  for (const tag of linksOf(reflection.comment)) {
    if (!tag.target) {
      problems.push(
        `${at}: \`${nameOf(reflection)}\` links to \`${tag.text.trim()}\`, which is not public. Link to an exported name, or write it in backticks.`,
      );
    }
  }
  if (isDocumented(reflection)) continue;
  const wanted = reflection.parent?.kindOf(ReflectionKind.Module)
    ? reflection.kindOf(exported)
    : isPublicMember(reflection) && isCalled(reflection);
  if (wanted) {
    problems.push(
      `${at}: \`${nameOf(reflection)}\` is public and has no docstring. Say above it, in /** … */, what it gives: formula, shapes, units, errors.`,
    );
  }
}

if (!check) await app.generateDocs(project, pages);
for (const problem of [...new Set(problems)].sort()) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else if (!check) console.log(`Open ${relative(process.cwd(), join(pages, "index.html"))}`);

function placeOf(reflection) {
  for (let at = reflection; at; at = at.parent) {
    const [source] = at.sources ?? [];
    if (source) return `${source.fileName}:${source.line}`;
  }
  return "packages";
}

function nameOf(reflection) {
  return reflection.getFullName().replace(/\.__type\b/g, "");
}

function linksOf(comment) {
  if (!comment) return [];
  const parts = [...comment.summary, ...comment.blockTags.flatMap(({ content }) => content)];
  return parts.filter((part) => part.kind === "inline-tag" && part.tag.startsWith("@link"));
}

/** Whether it, or each way of calling it, has a docstring. */
function isDocumented(reflection) {
  if (reflection.hasComment()) return true;
  const signatures = reflection.signatures ?? reflection.type?.declaration?.signatures ?? [reflection.getSignature].filter(Boolean);
  return signatures.length > 0 && signatures.every((signature) => signature.hasComment());
}

/** Of an exported interface or class, or of an object type that an exported name stands for; what is inherited is said where it is from. */
function isPublicMember(reflection) {
  if (!reflection.kindOf(ReflectionKind.Method | ReflectionKind.Property | ReflectionKind.Accessor) || reflection.inheritedFrom)
    return false;
  const owner = reflection.parent.kindOf(ReflectionKind.TypeLiteral) ? reflection.parent.parent : reflection.parent;
  return owner?.kindOf(ReflectionKind.Interface | ReflectionKind.Class | ReflectionKind.TypeAlias) ?? false;
}

function isCalled(reflection) {
  return reflection.kindOf(ReflectionKind.Method) || (reflection.type?.declaration?.signatures ?? []).length > 0;
}
