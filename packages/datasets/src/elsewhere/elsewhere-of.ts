import { extname } from "node:path";
import { type Dataset, type Elsewhere, type FileOfElsewhere, type RowsFromElsewhere, UserError } from "@evenkeel/core";
import { type NpzArrays, parseNpz } from "../npy/parse-npz.js";
import { decodeText, readSource } from "../read-source.js";
import { featuresOf } from "../table/read-features.js";
import { classFinder } from "./class-finder.js";
import { columnsOf } from "./columns-of.js";
import { type LinesOf, SPLIT, splitLines } from "./split-lines.js";
import { splitArrays } from "./split-arrays.js";
import { asSplitTable, splitTable } from "./split-table.js";

/** What files of other programs are read for. */
export interface ElsewhereOf {
  /** The hash of the split. */
  readonly split: string;
  /** Whose rows they are like. */
  readonly dataset: Pick<Dataset, "name" | "featureShape" | "columns" | "classNames">;
  /** Whether missing values are filled. */
  readonly isFilled: boolean;
  /** Rows of the source, NaN where a value is missing, in the encoding of the run. */
  encode(values: ArrayLike<number>, count: number): Float64Array;
}

/** Reads what other programs made for a split. */
export function elsewhereOf({ split, dataset, isFilled, encode }: ElsewhereOf): Elsewhere {
  const of = ({ setting, path }: FileOfElsewhere): LinesOf => ({ component: setting, source: path, split });
  const textOf = ({ setting, path }: FileOfElsewhere): string => decodeText(setting, path, readSource(setting, setting, path));
  const encoded = (values: ArrayLike<number>, rest: Omit<RowsFromElsewhere, "features">): RowsFromElsewhere => ({
    ...rest,
    features: encode(values, rest.count),
  });

  function fromTable(file: FileOfElsewhere, label: string): RowsFromElsewhere {
    const { setting, path } = file;
    const columns = columnsOf(dataset);
    const reserved = columns.find(({ name }) => name === SPLIT || name === label);
    if (reserved)
      throw new UserError(
        `${setting}: expected a table whose columns \`${SPLIT}\` and \`${label}\` say the split and the class of a line, got a data set with a feature called "${reserved.name}". ${reserved.name === label ? "Name another column at `sampler.label`." : "Rename it in the data."}`,
      );
    const lines = splitLines(textOf(file), of(file));
    const table = asSplitTable(lines, of(file));
    const { values, missing } = featuresOf(lines, columns, {
      component: setting,
      source: path,
      knows: `the data set ${dataset.name}`,
      unfilled: "Fill it in, or set `imputer=simple`.",
    });
    if (missing !== undefined && !isFilled) throw new UserError(missing);
    const classOf = classFinder(dataset.classNames, setting);
    const labels = Int32Array.from(table.texts(label), (text, i) => classOf(text, `${table.place(i)}, column "${label}"`));
    return encoded(values, { count: table.count, labels, parents: parentsIn(table, setting) });
  }

  function fromArrays({ setting, path }: FileOfElsewhere, label: string): RowsFromElsewhere {
    const arrays = archive(setting, path);
    const { values, labels, count } = splitArrays(arrays, { ...of({ setting, path }), label, featureShape: dataset.featureShape });
    const classOf = classFinder(dataset.classNames, setting);
    if (!isFilled && values.some(Number.isNaN))
      throw new UserError(
        `${setting}: expected finite numbers in "X" of ${path}, got a missing value. Fill it in, or set \`imputer=simple\`.`,
      );
    return encoded(values, {
      count,
      labels: Int32Array.from(labels, (text, i) => classOf(text, `${path}, row ${i} of this split`)),
      parents: null,
    });
  }

  return {
    split,
    classNames: dataset.classNames,
    table: (file) => splitTable(textOf(file), of(file)),
    rows(file, label) {
      const made = extname(file.path).toLowerCase() === ".npz" ? fromArrays(file, label ?? "y") : fromTable(file, label ?? "label");
      const strange = made.features.findIndex((value) => !Number.isFinite(value));
      if (strange >= 0)
        throw new UserError(
          `${file.setting}: expected finite values after encoding, got ${made.features[strange]} in row ${Math.floor(strange / (made.features.length / made.count))} of this split in ${file.path}. Correct the row.`,
        );
      return made;
    },
  };
}

function archive(setting: string, path: string): NpzArrays {
  try {
    return parseNpz(readSource(setting, setting, path));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${setting}: expected an archive written by numpy.savez at ${path}, but: ${error.message}. Write it anew.`, {
      cause: error,
    });
  }
}

/** `parents` and `parent_shares`, as `contributions.csv` of a run has them: ids and shares with spaces between. */
function parentsIn(table: ReturnType<typeof asSplitTable>, setting: string): RowsFromElsewhere["parents"] {
  if (!table.columns.includes("parents")) return null;
  const shares = table.columns.includes("parent_shares") ? table.texts("parent_shares") : null;
  return table.texts("parents").map((cell, i) => {
    const ids = numbersIn(cell);
    const own = shares ? numbersIn(shares[i]!) : ids.map(() => 1 / ids.length);
    const total = own.reduce((sum, share) => sum + share, 0);
    const isRight =
      ids.every((id) => Number.isSafeInteger(id) && id >= 0) &&
      own.length === ids.length &&
      own.every((share) => share > 0) &&
      (ids.length === 0 || Math.abs(total - 1) < 1e-6);
    if (!isRight)
      throw new UserError(
        `${setting}: expected row ids in \`parents\` and as many shares above 0 that add up to 1 in \`parent_shares\`, with spaces between, got "${cell}"${shares ? ` and "${shares[i]}"` : ""} in ${table.place(i)}. Correct them, or leave the columns out.`,
      );
    return ids.map((id, j) => [id, own[j]!] as const);
  });
}

const numbersIn = (cell: string): number[] => (cell === "" ? [] : cell.split(/\s+/).map(Number));
