import { extname } from "node:path";
import { UserError } from "@evenkeel/core";
import { readSource, readTable, SPLIT } from "@evenkeel/datasets";

/** What other programs may have made, by the option that names its file. */
export const KINDS = ["weights", "scores", "rows", "predictions"] as const;

/** One of them. */
export type Kind = (typeof KINDS)[number];

/** A file that is judged. */
export interface JudgedFile {
  readonly kind: Kind;
  readonly path: string;
  /** The columns of a table; null for arrays. */
  readonly columns: readonly string[] | null;
  /** The splits that have lines, by hash; null where that is not looked up: whoever reads the file says it. */
  readonly splits: ReadonlySet<string> | null;
  /** The methods whose predictions it has, as they are written; `[null]` without a column for them. */
  readonly methods: readonly (string | null)[];
}

/** @throws UserError if it is no table with a column `split`. */
export function judgedFile(kind: Kind, path: string): JudgedFile {
  const setting = `--${kind}`;
  if (kind === "rows" && extname(path).toLowerCase() === ".npz") {
    readSource(setting, setting, path);
    return { kind, path, columns: null, splits: null, methods: [null] };
  }
  const { header, rows, line } = readTable(readSource(setting, setting, path).toString(), { component: setting, source: path });
  const at = header.indexOf(SPLIT);
  if (at < 0)
    throw new UserError(
      `${setting}: expected a column "${SPLIT}" in ${path}, the hash of the split that a line is of, got ${header.map((name) => `"${name}"`).join(", ")}. \`evenkeel splits\` writes the hashes.`,
    );
  const method = kind === "predictions" ? header.indexOf("method") : -1;
  const unnamed = method < 0 ? -1 : rows.findIndex((row) => row[method]!.trim() === "");
  if (unnamed >= 0)
    throw new UserError(
      `${setting}: expected the name of a method in ${path}, line ${line(unnamed)}, column "method", got an empty cell. Write one, or leave the column out.`,
    );
  const cells = (column: number): string[] => [...new Set(rows.map((row) => row[column]!.trim()))];
  return { kind, path, columns: header, splits: new Set(cells(at)), methods: method < 0 ? [null] : cells(method) };
}
