import { type Column, type Dataset, didYouMean, UserError } from "@evenkeel/core";
import { labelled } from "../labelled.js";
import { encodeLabels } from "../encode-labels.js";
import { type DecimalMark, isNumber, withPoint } from "../parse-number.js";
import { isComment } from "./check-shape.js";
import { isInfinite, isMissing } from "./explain-cell.js";
import { missingHeader, seemsHeaderless } from "./missing-header.js";
import { readCells } from "./read-cells.js";
import { readTable } from "./read-table.js";
import type { Table, TextOptions } from "./table.js";

export interface TableOptions extends TextOptions {
  /** What the data set is called. */
  readonly name: string;
  /** Null is refused with the columns that there are. */
  readonly label: string | null;
  /** Columns of text. */
  readonly nominal?: readonly string[];
  /** Columns left out. */
  readonly ignore?: readonly string[];
}

/** A data set from delimited text: numeric columns, nominal ones by name, one column of labels. */
export function parseTable(text: string, options: TableOptions): Dataset {
  const table = readTable(text, options);
  const { component, source, decimal = "." } = options;
  checkHeader(table, options);
  const labelColumn = columnNamed(table, options.label, "dataset.label", options);
  const named = (setting: "nominal" | "ignore") =>
    (options[setting] ?? []).map((name) => table.header[columnNamed(table, name, `dataset.${setting}`, options)]!);
  const [label, nominal, ignore] = [table.header[labelColumn]!, named("nominal"), named("ignore")];
  checkRoles({ component, label, nominal, ignore });
  const features = table.header
    .map((_, column) => column)
    .filter((column) => column !== labelColumn && !ignore.includes(table.header[column]!));
  if (features.length === 0) {
    throw new UserError(
      `${component}: expected a feature column besides \`${label}\` in ${source}, got none. ${ignore.length > 0 ? "Shorten `dataset.ignore`." : delimiterAdvice(table) || "Add one."}`,
    );
  }

  const { warnings, ...cells } = readCells(table, features, { component, source, nominal, decimal });
  const encoded = encodeLabels(
    component,
    `column "${label}" of ${source}`,
    labelCells(table, labelColumn, { component, source, label, decimal }),
  );
  return asDataset(options.name, { ...encoded, ...cells, warnings: [...warnings, ...encoded.warnings] });
}

interface Parts {
  readonly values: Float64Array;
  readonly columns: readonly Column[];
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  readonly warnings: readonly string[];
  readonly missing?: string;
}

function asDataset(name: string, { values, columns, ...encoded }: Parts): Dataset {
  return { name, featureShape: [columns.length], columns, ...labelled(values, encoded) };
}

function checkHeader(table: Table, options: TableOptions): void {
  if (options.header === false) return;
  if (seemsHeaderless(table, options.label === null ? -1 : table.header.indexOf(options.label))) throw missingHeader(table, options);
}

function columnNamed(
  table: Table,
  name: string | null,
  setting: string,
  { component, source, header: hasHeader = true }: TableOptions,
): number {
  const { header } = table;
  const column = name === null ? -1 : header.indexOf(name);
  if (column >= 0) return column;
  // A command line reads 2.0 as the number 2.
  const equal =
    name !== null && isNumber(name) ? header.flatMap((own, i) => (isNumber(own) && Number(own) === Number(name) ? [i] : [])) : [];
  if (equal.length === 1) return equal[0]!;
  const names = header.length > 30 ? `${header.slice(0, 30).join(", ")} and ${header.length - 30} more` : header.join(", ");
  const has = hasHeader ? `It has: ${names}.` : `Without a header its columns are 0 to ${header.length - 1}.`;
  if (name === null)
    throw new UserError(
      `${component}: expected the column of ${source} that holds the class at \`${setting}\`, got none. ${has} ${exampleOf(header, setting)}`,
    );
  const counted = hasHeader && /^\d+$/.test(name) ? header[Number(name)] : undefined;
  const comment = hasHeader && isComment(header[0]!) ? " Its first line seems to be a comment: remove it." : "";
  const hint =
    counted === undefined
      ? didYouMean(name, header) || comment || ` ${delimiterAdvice(table) || exampleOf(header, setting)}`
      : ` Columns go by name: column ${name}, counted from 0, is \`${counted}\`.`;
  throw new UserError(`${component}: expected a column of ${source} at \`${setting}\`, got "${name}". ${has}${hint}`);
}

/** Tables end in their label more often than not. */
const exampleOf = (header: readonly string[], setting: string): string =>
  setting === "dataset.label" ? `Name one of them, e.g. \`dataset.label=${header.at(-1)}\`.` : "Name one of them.";

/** A header in one cell was split at the wrong character. */
function delimiterAdvice({ header }: Table): string {
  if (header.length > 1) return "";
  const used = /[ :~^]/.exec(header[0]!)?.[0];
  return used === undefined
    ? "The lines seem to have one cell only: write commas between cells, or set `dataset.delimiter`."
    : `The lines seem to be split at "${used}": set \`dataset.delimiter="'${used}'"\`.`;
}

function checkRoles({
  component,
  label,
  nominal,
  ignore,
}: {
  component: string;
  label: string;
  nominal: readonly string[];
  ignore: readonly string[];
}): void {
  for (const [setting, names] of [
    ["dataset.nominal", nominal],
    ["dataset.ignore", ignore],
  ] as const) {
    if (names.includes(label))
      throw new UserError(
        `${component}: expected feature columns at \`${setting}\`, got "${label}", which is the label. Take it off the list.`,
      );
  }
  const both = nominal.find((name) => ignore.includes(name));
  if (both !== undefined)
    throw new UserError(
      `${component}: expected "${both}" at \`dataset.nominal\` or at \`dataset.ignore\`, got it at both. Take it off one list.`,
    );
}

function labelCells(
  { rows, line }: Table,
  column: number,
  { component, source, label, decimal }: { component: string; source: string; label: string; decimal: DecimalMark },
): string[] {
  const written = rows.map((cells) => withPoint(cells[column]!.trim(), decimal));
  const refuse = (bad: (text: string) => boolean, advice: (affected: number) => string): void => {
    const row = written.findIndex(bad);
    if (row < 0) return;
    const got = written[row] === "" ? "an empty cell" : `"${written[row]}"`;
    throw new UserError(
      `${component}: expected a label in ${source}, line ${line(row)}, column "${label}", got ${got}${advice(written.filter(bad).length)}`,
    );
  };
  refuse(
    (text) => isMissing(text, "label"),
    (count) =>
      `, a missing value (${count} of ${rows.length} rows have no label). Remove ${count === 1 ? "the row" : "these rows"}; if it names a class, write another word.`,
  );
  if (written.every((text) => isNumber(text) || isInfinite(text)))
    refuse(
      (text) => isInfinite(text) && !isNumber(text),
      () => ", an infinite number. Correct it, or remove the row.",
    );
  return written;
}
