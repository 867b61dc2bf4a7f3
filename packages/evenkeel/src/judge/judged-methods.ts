import { basename, extname } from "node:path";
import { UserError } from "@evenkeel/core";
import type { ConfigTree } from "@evenkeel/compose";
import type { JudgedFile } from "./judged-files.js";

/** The methods of a judgement, and the differences that it declares. */
export interface Judged {
  readonly methods: Readonly<Record<string, ConfigTree>>;
  readonly contrasts: readonly (readonly [string, string])[];
  /** What the others are compared with. */
  readonly reference: string;
}

/** @param keep - the share of each class that scores keep. */
export function judgedMethods(files: readonly JudgedFile[], keep: number | null): Judged {
  const made = files.map((file) => (file.kind === "predictions" ? predicted(file) : trained(file, keep)));
  const methods: Record<string, ConfigTree> = {};
  const isTrained = files.some(({ kind }) => kind !== "predictions");
  const theirs = made.flatMap((each) => Object.keys(each.methods)).includes("plain");
  if (theirs && isTrained)
    throw new UserError(
      "--predictions: expected no method called `plain` beside weights, scores or rows, which are judged by a model of ours with that name, got one. Rename it, or judge the predictions alone.",
    );
  if (!theirs) methods["plain"] = {};
  for (const [name, method] of made.flatMap((each) => Object.entries(each.methods))) {
    if (Object.hasOwn(methods, name))
      throw new UserError(`judge: expected each method once, got \`${name}\` twice. Rename it in one of the files.`);
    methods[name] = method;
  }
  return { methods, contrasts: made.flatMap(({ contrasts }) => contrasts).filter(([a, b]) => a !== b), reference: "plain" };
}

type Made = Omit<Judged, "reference">;

/** Rows of the meta role stay out, as for what is learned here: another program may have learned from them. */
const APART = { rows: "without-meta" };

/** What a model of ours is trained with, and its controls. */
function trained({ kind, path, columns }: JudgedFile, keep: number | null): Made {
  const file = basename(path);
  const controlled = (name: string): Made["contrasts"] => [
    [name, "plain"],
    ...["frozen", "permuted", "uniform-mass"].map((control) => [name, `${name}.${control}`] as const),
  ];
  if (kind === "rows") {
    const sampler = { name: "rows-from-file", path, ...(columns && !columns.includes("label") && { label: labelOf(columns) }) };
    if (!columns?.includes("weight")) return { methods: { rows: { title: `rows of ${file}`, sampler } }, contrasts: [["rows", "plain"]] };
    const weighter = { name: "weights-from-file", of: "synthetic", path };
    return {
      methods: { rows: { title: `weighted rows of ${file}`, sampler, weighter, training: APART } },
      contrasts: controlled("rows"),
    };
  }
  const isScores = kind === "scores";
  const weighter = { name: "weights-from-file", path, ...(isScores && { keep, column: "score" }) };
  const title = isScores ? `best ${keep! * 100} % by ${file}` : `weights of ${file}`;
  return { methods: { [kind]: { title, weighter, training: APART } }, contrasts: controlled(kind) };
}

/** The last column, where none is called `label`: whoever reads it says if it is none. */
const labelOf = (columns: readonly string[]): string =>
  columns.findLast((name) => !["split", "weight", "parents", "parent_shares"].includes(name))!;

/** Those of another program, with their own controls where they are called after a method: `mine` and `mine.permuted`. */
function predicted({ path, methods }: JudgedFile): Made {
  const written = methods.map((method) => ({ method, title: method ?? `predictions of ${basename(path)}` }));
  const named = new Map<string, (typeof written)[number]>();
  for (const each of written) {
    const base = nameFor(each.method ?? basename(path, extname(path)));
    // Names that config does not have, or that differ by capitals alone, are told apart by a number; tables show them as they are written.
    let name = base;
    for (let i = 2; named.has(name); i++) name = `${base}-${i}`;
    named.set(name, each);
  }
  const of = ({ method, title }: (typeof written)[number]): ConfigTree => ({
    title,
    model: { name: "predictions-from-file", path, method },
  });
  const contrasts = [...named].flatMap(([name, { method }]): (readonly [string, string])[] => {
    const judged = [...named].find(([, other]) => method !== null && other.method !== null && method.startsWith(`${other.method}.`));
    return judged ? [[judged[0], name]] : [[name, "plain"]];
  });
  return { methods: Object.fromEntries([...named].map(([name, each]) => [name, of(each)])), contrasts };
}

/** A name as config has them: lower-case letters, digits and hyphens. */
const nameFor = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "") || "predictions";
