import { listItem } from "./table/list-item.js";

/** What a file is by its content, and how to make a table or arrays of it. */
export interface FileKind {
  readonly kind: string;
  readonly cure: string;
}

const startsWith =
  (...bytes: readonly number[]) =>
  (file: Uint8Array): boolean =>
    bytes.every((byte, i) => file[i] === byte);

const latin = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

const inPandas = (reader: string): string => `Save it as CSV, in pandas: ${reader}.to_csv("data.csv", index=False)`;

const holds = (file: Uint8Array, text: string): boolean => new TextDecoder("latin1").decode(file.subarray(0, 65536)).includes(text);

/** Kinds of binary files that are met where a table is expected, the special ones before the general. */
const binaryKinds: readonly (FileKind & { matches(file: Uint8Array): boolean })[] = [
  {
    kind: "an Excel workbook (.xlsx)",
    cure: inPandas('pd.read_excel("file.xlsx")'),
    matches: (file) => startsWith(0x50, 0x4b, 3, 4)(file) && holds(file, "[Content_Types].xml"),
  },
  { kind: "an old Excel workbook (.xls)", cure: inPandas('pd.read_excel("file.xls")'), matches: startsWith(0xd0, 0xcf, 0x11, 0xe0) },
  {
    kind: "a NumPy .npz archive",
    cure: "Read it with `dataset=npz`",
    matches: (file) => startsWith(0x50, 0x4b, 3, 4)(file) && holds(file, ".npy"),
  },
  { kind: "a zip archive", cure: "Unpack it and give the file inside", matches: startsWith(0x50, 0x4b, 3, 4) },
  {
    kind: "a single NumPy array (.npy)",
    cure: 'Put features and labels into one archive: np.savez("data.npz", X=X, y=y)',
    matches: startsWith(0x93, ...latin("NUMPY")),
  },
  { kind: "a file compressed with gzip", cure: "Unpack it: gunzip FILE", matches: startsWith(0x1f, 0x8b) },
  { kind: "a file compressed with bzip2", cure: "Unpack it: bunzip2 FILE", matches: startsWith(...latin("BZh")) },
  { kind: "a file compressed with xz", cure: "Unpack it: unxz FILE", matches: startsWith(0xfd, ...latin("7zXZ")) },
  { kind: "a file compressed with zstd", cure: "Unpack it: unzstd FILE", matches: startsWith(0x28, 0xb5, 0x2f, 0xfd) },
  {
    kind: "a Parquet file",
    cure: inPandas('pd.read_parquet("file.parquet")'),
    matches: (file) => startsWith(...latin("PAR1"))(file) && file.includes(0),
  },
  {
    kind: "a Feather or Arrow file",
    cure: inPandas('pd.read_feather("file.feather")'),
    matches: (file) => startsWith(...latin("ARROW1"))(file) && file.includes(0),
  },
  {
    kind: "an HDF5 file (.h5, .mat)",
    cure: "Load its arrays in Python and write them with np.savez",
    matches: startsWith(0x89, ...latin("HDF")),
  },
  {
    kind: "a MATLAB file (.mat)",
    cure: 'Load its arrays in Python, scipy.io.loadmat("file.mat"), and write them with np.savez',
    matches: startsWith(...latin("MATLAB 5.0 MAT-file")),
  },
  {
    kind: "a Python pickle",
    cure: "Load it in Python and write it as CSV or with np.savez",
    matches: (file) => file[0] === 0x80 && file[1]! >= 2 && file[1]! <= 5,
  },
  { kind: "a PDF", cure: "Give the table as CSV", matches: startsWith(...latin("%PDF-")) },
  { kind: "an SQLite database", cure: "Export the table as CSV", matches: startsWith(...latin("SQLite format 3")) },
  {
    kind: "text in UTF-16",
    cure: "Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE",
    matches: (file) => startsWith(0xff, 0xfe)(file) || startsWith(0xfe, 0xff)(file) || isSpacedByZeros(file),
  },
  { kind: "a binary file", cure: "Give a text file of rows and cells", matches: (file) => file.subarray(0, 4096).includes(0) },
];

/** UTF-16 without a byte-order mark: every second byte of plain letters is 0. */
function isSpacedByZeros(file: Uint8Array): boolean {
  const start = file.subarray(0, 64);
  return start.length >= 4 && [0, 1].some((odd) => start.every((byte, i) => (i % 2 === odd ? byte === 0 : byte !== 0)));
}

/** The kind of a file that is not plain text, or null. */
export function binaryKind(file: Uint8Array): FileKind | null {
  return binaryKinds.find(({ matches }) => matches(file)) ?? null;
}

/** The kind of a text that is no table of cells, by how it begins, or null. */
export function foreignText(text: string): FileKind | null {
  const start = text.slice(0, 1_000_000).trimStart();
  if (/^(%[^\n]*\n\s*|\s)*@(relation|attribute|inputs?|outputs?|data)\b/i.test(start)) return relationFile(start);
  if (/^<!doctype html|^<html|^<head|^<body|^<table/i.test(start))
    return { kind: "a web page (HTML)", cure: "Download the data file itself, not the page that shows it" };
  if (start.startsWith("<?xml")) return { kind: "an XML file", cure: "Save it as CSV" };
  if (/^(\{\s*["}]|\[\s*[[{])/.test(start)) return { kind: "a JSON file", cure: inPandas('pd.read_json("file.json")') };
  if (start.startsWith("version https://git-lfs"))
    return { kind: "a pointer of Git LFS instead of the data", cure: "Fetch the data: git lfs pull" };
  if (/^[+-]?[\d.]+([ \t]+\d+:[^\s:]+)+[ \t]*(\n|$)/.test(start))
    return {
      kind: "a LIBSVM file (label index:value …)",
      cure: 'Load it in Python, sklearn.datasets.load_svmlight_file("file"), and write X.toarray() and y with np.savez',
    };
  return null;
}

const attribute = /^\s*@attribute\s+(?:'([^']*)'|"([^"]*)"|([^\s{]+))\s*(\{)?/gim;

/** KEEL and ARFF: the columns are declared, one a line, before the rows. */
function relationFile(text: string): FileKind {
  const isKeel = /^\s*@(inputs?|outputs?)\b/im.test(text) || /^\s*@attribute[^\n]*\[/im.test(text);
  const columns = [...text.matchAll(attribute)].map(([, single, double, bare, brace]) => ({
    name: single ?? double ?? bare!,
    isNominal: brace !== undefined,
  }));
  const label = /^\s*@outputs?\s+([^\s,]+)/im.exec(text)?.[1] ?? columns.at(-1)?.name;
  const nominal = columns.filter(({ name, isNominal }) => isNominal && name !== label).map(({ name }) => name);
  if (columns.length === 0)
    return {
      kind: "a KEEL or Weka file without its declarations",
      cure: "Remove all lines that begin with `@`, and write the names of the columns above the rows",
    };
  const settings = `set \`dataset.label=${label}\`${nominal.length > 0 ? ` and \`dataset.nominal=[${nominal.map(listItem).join(",")}]\`` : ""}`;
  return {
    kind: isKeel ? "a KEEL file (.dat)" : "a Weka file (.arff)",
    cure: `There is no reader for it yet. Save it as CSV: replace all lines up to \`@data\` by one, \`${columns.map(({ name }) => name).join(",")}\`, and ${settings}`,
  };
}
