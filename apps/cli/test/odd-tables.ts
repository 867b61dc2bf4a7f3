import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";

/** A file that is no good table, and what a user is told. */
export interface OddFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Overrides besides the path; the label is `y` unless set. */
  readonly set?: readonly string[];
  /** The whole message, with FILE for the path. */
  readonly says: string;
  /** Whether it is worth a process of its own. */
  readonly throughTheCommand?: boolean;
}

/** Numbers between −½ and ½ with three decimals, few of them twice. */
export const noise = (i: number): string => (((i * 79 + 31) % 211) / 211 - 0.5).toFixed(3);

/** A header (or none) and `count` lines. */
export const lines = (header: string, count: number, line: (i: number) => string): string =>
  `${header === "" ? "" : `${header}\n`}${Array.from({ length: count }, (_, i) => line(i)).join("\n")}\n`;

/** Two columns of numbers and two classes, 10 : 30. */
export const table = (header = "a,b,y", delimiter = ","): string =>
  lines(header, 40, (i) => [noise(i), noise(3 * i), i % 4 === 0 ? 1 : 0].join(delimiter));

const withCell = (cell: string): string => lines("a,b,y", 40, (i) => [i === 3 ? cell : noise(i), noise(3 * i), i % 2].join(","));
const comma = (number: string): string => number.replace(".", ",");
const headless = lines("", 40, (i) => `${noise(i)},${noise(3 * i)},${i % 2}`);
const keel =
  "@relation tiny\r\n@attribute Len real [-4.0, 4.0]\r\n@attribute Sex {M, F, I}\r\n@attribute Class {positive, negative}\r\n@inputs Len, Sex\r\n@outputs Class\r\n@data\r\n-0.11, M, negative\r\n1.2, F, positive\r\n";

export const oddTables: readonly OddFile[] = [
  // missing and infinite values
  {
    name: "an empty cell",
    content: withCell(""),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 5, column "a", got an empty cell, a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "NA",
    content: withCell("NA"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "NA", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "NaN",
    content: withCell("NaN"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "NaN", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "KEEL's <null>",
    content: withCell("<null>"),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "<null>", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "Weka's question mark",
    content: withCell("?"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "?", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "a dash for a missing value",
    content: withCell("-"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "-", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "a spreadsheet's error",
    content: withCell("#DIV/0!"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "#DIV/0!", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "a column of nothing",
    content: lines("a,b,y", 40, (i) => `,${noise(i)},${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a", got an empty cell, a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked. To leave the column out: dataset.ignore=[a]. In all, 40 cells in 40 of 40 rows are missing: 40 in "a".',
  },
  {
    name: "several missing cells",
    content: lines("a,b,y", 40, (i) => `${i % 5 === 0 ? "NA" : noise(i)},1,${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "NA", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`: values are never guessed unasked. In all, 8 cells in 8 of 40 rows are missing: 8 in "a".',
  },
  {
    name: "a missing category",
    content: withCell("?"),
    set: ["dataset.nominal=[a]"],
    says: 'csv: expected a category in FILE, line 5, column "a", got "?", which stands for a missing value. Fill it in, remove the row, or set `imputer=simple`; if it is a category of its own, write another word.',
  },
  {
    name: "inf",
    content: withCell("inf"),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "inf", an infinite or too large number. Correct it or remove the row.',
  },
  {
    name: "a number beyond doubles",
    content: withCell("1e400"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "1e400", an infinite or too large number. Correct it or remove the row.',
  },
  {
    name: "a missing label",
    content: lines("a,y", 40, (i) => `${noise(i)},${["0", "1", "", "0", "1"][i % 5]}`),
    throughTheCommand: true,
    says: 'csv: expected a label in FILE, line 4, column "y", got an empty cell, a missing value (8 of 40 rows have no label). Remove these rows; if it names a class, write another word.',
  },
  {
    name: "an infinite label",
    content: lines("a,y", 40, (i) => `${noise(i)},${i === 7 ? "inf" : i % 2}`),
    says: 'csv: expected a label in FILE, line 9, column "y", got "inf", an infinite number. Correct it, or remove the row.',
  },
  // numbers in a dress
  {
    name: "decimal commas",
    content: lines("a;b;y", 40, (i) => `${comma(noise(i))};1,5;${i % 2}`),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "-0,353", a number with a decimal comma. Set `dataset.decimal=,`, or write points.',
  },
  {
    name: "decimal commas between tabs",
    content: lines("a\tb\ty", 40, (i) => `${comma(noise(i))}\t1,5\t${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "-0,353", a number with a decimal comma. Set `dataset.decimal=,`, or write points.',
  },
  {
    name: "decimal commas between commas",
    content: lines("a,b,y", 40, (i) => `1,${100 + i},2,${200 + i},${i % 2}`),
    says: "csv: expected 3 cells as in the first line in FILE, line 2, got 5, as if commas were decimal marks and delimiters at once. Write the file with semicolons between cells and set `dataset.decimal=,`.",
  },
  {
    name: "a decimal point among commas",
    content: lines("a;b;y", 40, (i) => `1,5;${i === 3 ? "1.5" : "2,5"};${i % 2}`),
    set: ["dataset.decimal=,"],
    says: 'csv: expected a finite number in FILE, line 5, column "b", got "1.5", a number with a decimal point. Write a comma as in the other cells, or leave `dataset.decimal=,` out.',
  },
  {
    name: "a comma for everything",
    content: table(),
    set: ["dataset.decimal=,", "dataset.delimiter=','"],
    says: "csv: expected `dataset.delimiter` and `dataset.decimal` to differ, got a comma for both. Leave the delimiter out to find it from the text.",
  },
  {
    name: "commas that may be either",
    content: lines("a;y", 40, (i) => `1,${100 + i};${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "1,100", a number with a comma. If the comma is a decimal mark, set `dataset.decimal=,`; if it groups thousands, write the number without it.',
  },
  {
    name: "thousands and cents",
    content: lines("a,y", 40, (i) => `"1,${100 + i}.50",${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "1,100.50", a number in groups of three digits. Write it without marks between the groups.',
  },
  {
    name: "thousands with points",
    content: lines("a;y", 40, (i) => `1.${100 + i},50;${i % 2}`),
    set: ["dataset.decimal=,"],
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "1.100,50", a number in groups of three digits. Write it without marks between the groups.',
  },
  {
    name: "a percentage",
    content: withCell("12%"),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "12%", a percentage. Write it without the sign.',
  },
  {
    name: "money",
    content: withCell("$1200"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "$1200", an amount of money. Write it without the currency.',
  },
  {
    name: "a date",
    content: withCell("2020-01-31"),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "2020-01-31", a date. Write it as a number, such as days since a fixed day; to leave the column out: dataset.ignore=[a].',
  },
  {
    name: "a time of day",
    content: withCell("12:30"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "12:30", a time of day. Write it as a number, such as minutes; to leave the column out: dataset.ignore=[a].',
  },
  {
    name: "a space between thousands",
    content: withCell("1 000"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "1 000", a number in groups of three digits. Write it without marks between the groups.',
  },
  {
    name: "a typographer's minus",
    content: withCell("−5"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "−5", whose first character is no minus sign but a dash. Write a plain `-`.',
  },
  {
    name: "a unit",
    content: withCell("12 kg"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "12 kg", a number with a unit. Write the number alone; if these are categories, list the column: dataset.nominal=[a].',
  },
  {
    name: "a hexadecimal number",
    content: withCell("0x1f"),
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "0x1f", a hexadecimal number. Write it in decimal; to leave the column out: dataset.ignore=[a].',
  },
  {
    name: "a slip of the pen",
    content: withCell("o.5"),
    throughTheCommand: true,
    says: 'csv: expected a finite number in FILE, line 5, column "a", got "o.5", where 39 of 40 cells of the column are numbers. Correct it or remove the row; if the column holds categories, list it: dataset.nominal=[a].',
  },
  {
    name: "words",
    content: lines("a,b,y", 40, (i) => `red${i % 3},${noise(i)},${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a", got "red0". If the column holds categories, list it: dataset.nominal=[a]; to leave it out: dataset.ignore=[a].',
  },
  {
    name: "an identifier of text",
    content: lines("a b,b,y", 40, (i) => `u${i},${noise(i)},${i % 2}`),
    says: 'csv: expected a finite number in FILE, line 2, column "a b", got "u0", where every row has another text, as an identifier. Leave the column out: dataset.ignore=[a b]; if it holds categories, list it: dataset.nominal=[a b].',
  },
  // shape
  {
    name: "nothing",
    content: "",
    throughTheCommand: true,
    says: "csv: expected a header and rows in FILE, got an empty file. Check the path.",
  },
  { name: "blank lines", content: "\n\n", says: "csv: expected a header and rows in FILE, got an empty file. Check the path." },
  { name: "a header alone", content: "a,b,y\n", says: "csv: expected rows below the header of FILE, got none. Check the path." },
  {
    name: "a row alone",
    content: "1,2,0\n",
    set: ["dataset.label=2"],
    says: "csv: expected rows below the header of FILE, got none. If its first line is a row, set `dataset.header=false`.",
  },
  {
    name: "one column",
    content: lines("y", 40, (i) => `${i % 2}`),
    says: "csv: expected a feature column besides `y` in FILE, got none. The lines seem to have one cell only: write commas between cells, or set `dataset.delimiter`.",
  },
  {
    name: "blanks between cells",
    content: table("a b y", " "),
    throughTheCommand: true,
    says: 'csv: expected a column of FILE at `dataset.label`, got "y". It has: a b y. The lines seem to be split at " ": set `dataset.delimiter="\' \'"`.',
  },
  {
    name: "a column twice",
    content: table("a,a,y"),
    throughTheCommand: true,
    says: 'csv: expected different column names in FILE, line 1, got "a" twice. Rename one of them.',
  },
  {
    name: "an index without a name",
    content: lines(",a,y", 40, (i) => `${i},${noise(i)},${i % 2}`),
    says: "csv: expected a name for every column of FILE, got none for column 1. Name it, or write the file without an index column, in pandas: .to_csv(…, index=False).",
  },
  {
    name: "a comma at the end of lines",
    content: lines("a,y,", 40, (i) => `${noise(i)},${i % 2},`),
    says: "csv: expected a name for every column of FILE, got none for column 3. Every line ends in a delimiter: remove it.",
  },
  {
    name: "a comma at the end of all lines but the first",
    content: lines("a,y", 40, (i) => `${noise(i)},${i % 2},`),
    says: "csv: expected 2 cells as in the first line in FILE, line 2, got 3: every line but the first ends in a delimiter. Remove it.",
  },
  {
    name: "R's row names",
    content: lines("a,y", 40, (i) => `"${i + 1}",${noise(i)},${i % 2}`),
    says: "csv: expected 2 cells as in the first line in FILE, line 2, got 3, as in every line: the first column seems to have no name, as R's write.table leaves it. Name it in the first line, or write the file with row.names=FALSE.",
  },
  {
    name: "a short line",
    content: `${table()}1,2\n`,
    throughTheCommand: true,
    says: 'csv: expected 3 cells as in the first line in FILE, line 42, got 2. Complete the line, quote cells that contain ",", or remove it.',
  },
  {
    name: "an open quote",
    content: `${table()}"1,2,0\n`,
    says: "csv: expected well-formed quotes in FILE, line 42: Quoted field unterminated. Close the quote, or write a quote inside a cell twice.",
  },
  {
    name: "a comment first",
    content: `# exported by hand\n${table()}`,
    throughTheCommand: true,
    says: "csv: expected the names of the columns in FILE, line 1, got what seems to be a comment: `# exported by hand`. Remove this line and others like it.",
  },
  {
    name: "a comment with commas first",
    content: `# exported, by me, at home\n${table()}`,
    says: 'csv: expected a column of FILE at `dataset.label`, got "y". It has: # exported, by me, at home. Its first line seems to be a comment: remove it.',
  },
  {
    name: "a comment last",
    content: `${table()}# end\n`,
    says: "csv: expected 3 cells as in the first line in FILE, line 42, got what seems to be a comment: `# end`. Remove the line.",
  },
  {
    name: "a title first",
    content: `My measurements\n${table()}`,
    says: "csv: expected the names of the columns in FILE, line 1, got one cell above lines of 3, what seems to be a title: `My measurements`. Remove the line.",
  },
  {
    name: "Excel's line for the delimiter",
    content: `sep=;\n${table("a;b;y", ";")}`,
    says: "csv: expected the names of the columns in FILE, line 1, got `sep=;`, by which Excel is told the delimiter. Remove the line.",
  },
  {
    name: "no header, the label by number",
    content: headless,
    set: ["dataset.label=2"],
    throughTheCommand: true,
    says: "csv: expected the names of the columns in the first line of FILE, got what seems to be a row: `-0.353,-0.353,0`. Set `dataset.header=false` and name the label by its column, counted from 0: e.g. `dataset.label=2` for the last.",
  },
  {
    name: "no header, the label by its first value",
    content: headless,
    set: ["dataset.label='0'"],
    throughTheCommand: true,
    says: "csv: expected the names of the columns in the first line of FILE, got what seems to be a row: `-0.353,-0.353,0`. Set `dataset.header=false` and name the label by its column, counted from 0: e.g. `dataset.label=2` for the last.",
  },
  {
    name: "no header, the label by a word",
    content: headless,
    says: "csv: expected the names of the columns in the first line of FILE, got what seems to be a row: `-0.353,-0.353,0`. Set `dataset.header=false` and name the label by its column, counted from 0: e.g. `dataset.label=2` for the last.",
  },
  {
    name: "no header, classes in words",
    content: lines("", 40, (i) => `${noise(i)},${noise(3 * i)},${i % 2 ? "yes" : "no"}`),
    set: ["dataset.label=no"],
    says: "csv: expected the names of the columns in the first line of FILE, got what seems to be a row: `-0.353,-0.353,no`. Set `dataset.header=false` and name the label by its column, counted from 0: e.g. `dataset.label=2` for the last.",
  },
  {
    name: "no header, a value twice in the first line",
    content: `1,1,0\n${headless}`,
    set: ["dataset.label=5"],
    says: "csv: expected the names of the columns in the first line of FILE, got what seems to be a row: `1,1,0`. Set `dataset.header=false` and name the label by its column, counted from 0: e.g. `dataset.label=2` for the last.",
  },
  {
    name: "a header in spite of header=false",
    content: table(),
    set: ["dataset.header=false", "dataset.label=2"],
    says: "csv: expected a row in the first line of FILE, got what seems to be the names of the columns: `a,b,y`. Leave `dataset.header=false` out, and use these names.",
  },
  {
    name: "no header and no such column",
    content: headless,
    set: ["dataset.header=false", "dataset.label=y"],
    says: 'csv: expected a column of FILE at `dataset.label`, got "y". Without a header its columns are 0 to 2. Name one of them, e.g. `dataset.label=2`.',
  },
  // other files
  {
    name: "KEEL",
    content: keel,
    throughTheCommand: true,
    says: "csv: expected rows of cells in FILE, got what seems to be a KEEL file (.dat). There is no reader for it yet. Save it as CSV: replace all lines up to `@data` by one, `Len,Sex,Class`, and set `dataset.label=Class` and `dataset.nominal=[Sex]`.",
  },
  {
    name: "Weka",
    content: "% old\n@relation r\n@attribute 'the len' real\n@attribute Sex {M, F}\n@attribute y {0, 1}\n@data\n1,M,0\n",
    throughTheCommand: true,
    says: "csv: expected rows of cells in FILE, got what seems to be a Weka file (.arff). There is no reader for it yet. Save it as CSV: replace all lines up to `@data` by one, `the len,Sex,y`, and set `dataset.label=y` and `dataset.nominal=[Sex]`.",
  },
  {
    name: "KEEL without declarations",
    content: "@data\n1,2,0\n",
    says: "csv: expected rows of cells in FILE, got what seems to be a KEEL or Weka file without its declarations. Remove all lines that begin with `@`, and write the names of the columns above the rows.",
  },
  {
    name: "a web page",
    content: "<!DOCTYPE html><html><body>404</body></html>\n",
    throughTheCommand: true,
    says: "csv: expected rows of cells in FILE, got what seems to be a web page (HTML). Download the data file itself, not the page that shows it.",
  },
  {
    name: "JSON",
    content: '[{"a": 1, "y": 0}]\n',
    says: 'csv: expected rows of cells in FILE, got what seems to be a JSON file. Save it as CSV, in pandas: pd.read_json("file.json").to_csv("data.csv", index=False).',
  },
  {
    name: "XML",
    content: "<?xml version='1.0'?><a/>\n",
    says: "csv: expected rows of cells in FILE, got what seems to be an XML file. Save it as CSV.",
  },
  {
    name: "LIBSVM",
    content: lines("", 40, (i) => `${i % 2} 1:${noise(i)} 2:0.5`),
    says: 'csv: expected rows of cells in FILE, got what seems to be a LIBSVM file (label index:value …). Load it in Python, sklearn.datasets.load_svmlight_file("file"), and write X.toarray() and y with np.savez.',
  },
  {
    name: "a pointer of Git LFS",
    content: "version https://git-lfs.github.com/spec/v1\noid sha256:4d7\nsize 12\n",
    says: "csv: expected rows of cells in FILE, got what seems to be a pointer of Git LFS instead of the data. Fetch the data: git lfs pull.",
  },
  {
    name: "gzip",
    content: gzipSync(table()),
    throughTheCommand: true,
    says: "csv: expected FILE to be text, got what seems to be a file compressed with gzip. Unpack it: gunzip FILE.",
  },
  {
    name: "an Excel workbook",
    content: Buffer.from("PK\x03\x04....[Content_Types].xml....", "latin1"),
    throughTheCommand: true,
    says: 'csv: expected FILE to be text, got what seems to be an Excel workbook (.xlsx). Save it as CSV, in pandas: pd.read_excel("file.xlsx").to_csv("data.csv", index=False).',
  },
  {
    name: "UTF-16",
    content: Buffer.from(`\ufeff${table()}`, "utf16le"),
    throughTheCommand: true,
    says: "csv: expected FILE to be text, got what seems to be text in UTF-16. Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE.",
  },
  {
    name: "UTF-16 without a mark",
    content: Buffer.from(table(), "utf16le"),
    says: "csv: expected FILE to be text, got what seems to be text in UTF-16. Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE.",
  },
  {
    name: "Latin-1",
    content: Buffer.from(`${table()}é,1,0\n`, "latin1"),
    says: "csv: expected FILE in UTF-8, got bytes that are not, first in line 42. Save it as UTF-8, e.g. iconv -f LATIN1 -t UTF-8 FILE.",
  },
  {
    name: "a byte of zero",
    content: Buffer.from("a,b,y\n1,2\0,0\n"),
    says: "csv: expected FILE to be text, got what seems to be a binary file. Give a text file of rows and cells.",
  },
  // columns and classes
  {
    name: "a label that is not there",
    content: table(),
    set: ["dataset.label=target"],
    throughTheCommand: true,
    says: 'csv: expected a column of FILE at `dataset.label`, got "target". It has: a, b, y. Name one of them, e.g. `dataset.label=y`.',
  },
  {
    name: "no label",
    content: table(),
    set: ["dataset.label=null"],
    throughTheCommand: true,
    says: "csv: expected the column of FILE that holds the class at `dataset.label`, got none. It has: a, b, y. Name one of them, e.g. `dataset.label=y`.",
  },
  {
    name: "a misspelt label",
    content: table("alpha,beta,class"),
    set: ["dataset.label=clas"],
    says: 'csv: expected a column of FILE at `dataset.label`, got "clas". It has: alpha, beta, class. Did you mean `class`?',
  },
  {
    name: "a label by number in spite of a header",
    content: table(),
    set: ["dataset.label=2"],
    says: 'csv: expected a column of FILE at `dataset.label`, got "2". It has: a, b, y. Columns go by name: column 2, counted from 0, is `y`.',
  },
  {
    name: "an ignored column that is not there",
    content: table("alpha,beta,y"),
    set: ["dataset.ignore=[alfa]"],
    throughTheCommand: true,
    says: 'csv: expected a column of FILE at `dataset.ignore`, got "alfa". It has: alpha, beta, y. Did you mean `alpha`?',
  },
  {
    name: "a nominal column that is not there",
    content: table("alpha,beta,y"),
    set: ["dataset.nominal=[gamma]"],
    says: 'csv: expected a column of FILE at `dataset.nominal`, got "gamma". It has: alpha, beta, y. Name one of them.',
  },
  {
    name: "the label ignored",
    content: table(),
    set: ["dataset.ignore=[y]"],
    says: 'csv: expected feature columns at `dataset.ignore`, got "y", which is the label. Take it off the list.',
  },
  {
    name: "a column both nominal and ignored",
    content: table(),
    set: ["dataset.ignore=[a]", "dataset.nominal=[a]"],
    says: 'csv: expected "a" at `dataset.nominal` or at `dataset.ignore`, got it at both. Take it off one list.',
  },
  {
    name: "everything ignored",
    content: table(),
    set: ["dataset.ignore=[a,b]"],
    says: "csv: expected a feature column besides `y` in FILE, got none. Shorten `dataset.ignore`.",
  },
  {
    name: "a measurement as label",
    content: lines("a,y", 200, (i) => `${noise(i)},${(i % 60) / 7}`),
    throughTheCommand: true,
    says: 'csv: expected classes in column "y" of FILE, got 60 different values in 200 rows, as of a measurement. Classes are learned here, not quantities: check the name of the label column, or bin it first (e.g. above and below a threshold).',
  },
  {
    name: "whole numbers without end as label",
    content: lines("a,y", 40, (i) => `${noise(i)},${3 * i}`),
    says: 'csv: expected classes in column "y" of FILE, got 40 different values in 40 rows, as of a measurement. Classes are learned here, not quantities: check the name of the label column, or bin it first (e.g. above and below a threshold).',
  },
  {
    name: "names as label",
    content: lines("a,y", 40, (i) => `${noise(i)},n${i}`),
    says: 'csv: expected classes in column "y" of FILE, got 40 different values in 40 rows, as of names or free text. Check the name of the label column.',
  },
  {
    name: "one class",
    content: lines("a,y", 40, (i) => `${noise(i)},1`),
    throughTheCommand: true,
    says: 'csv: expected at least two classes in column "y" of FILE, got only "1" in 40 rows. Check the name of the label column.',
  },
];
