import { npyFile, npzArchive } from "@evenkeel/testing";
import { type OddFile, noise, table } from "./odd-tables.js";

const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => Number(noise(i)));
const X = npyFile([40, 2], numbers(80));
const y = npyFile(
  [40],
  Uint8Array.from({ length: 40 }, (_, i) => i % 2),
);

export const oddArrays: readonly OddFile[] = [
  {
    name: "arrays of other names",
    content: npzArchive({ data: X, target: y }),
    throughTheCommand: true,
    says: 'npz: expected an array of FILE at `dataset.features`, got "X". It has: data, target. Name the one to read, e.g. `dataset.features=data`.',
  },
  {
    name: "arrays in the order given",
    content: npzArchive({ arr_0: X, arr_1: y }),
    says: 'npz: expected an array of FILE at `dataset.features`, got "X". It has: arr_0, arr_1. Name the one to read, e.g. `dataset.features=arr_0`.',
  },
  {
    name: "capital letters",
    content: npzArchive({ x: X, Y: y }),
    says: 'npz: expected an array of FILE at `dataset.features`, got "X". It has: x, Y. Did you mean `x`?',
  },
  {
    name: "no labels",
    content: npzArchive({ X }),
    says: 'npz: expected an array of FILE at `dataset.labels`, got "y". It has: X. Write both: np.savez(FILE, X=X, y=y).',
  },
  {
    name: "no arrays",
    content: npzArchive({}),
    says: 'npz: expected an array of FILE at `dataset.features`, got "X". It has: none. Write both: np.savez(FILE, X=X, y=y).',
  },
  {
    name: "Python objects",
    content: npzArchive({ X: npyFile([40, 2], new Float64Array(80), "|O"), y }),
    throughTheCommand: true,
    says: "npz: expected a readable array \"X\" at FILE, but: expected numbers or text, got Python objects (dtype |O), which would have to be unpickled. Convert it, e.g. X.astype('float64'), and write it anew with numpy.savez.",
  },
  {
    name: "complex numbers",
    content: npzArchive({ X: npyFile([40, 1], new Float64Array(80), "<c16"), y }),
    says: 'npz: expected a readable array "X" at FILE, but: expected real numbers or text, got dtype <c16, which is complex. Take what is real, e.g. X.real, and write it anew with numpy.savez.',
  },
  {
    name: "dates",
    content: npzArchive({ X: npyFile([40, 2], new Float64Array(80), "<M8[D]"), y }),
    says: "npz: expected a readable array \"X\" at FILE, but: expected numbers or text, got dtype <M8[D], which is a date or duration. Convert it, e.g. X.astype('float64'), and write it anew with numpy.savez.",
  },
  {
    name: "text as features",
    content: npzArchive({ X: npyFile([40, 1], new Uint8Array(40).fill(49), "|S1"), y }),
    says: "npz: expected numbers in \"X\" of FILE, got text. Write numbers, e.g. X.astype('float64'), or a table as CSV for columns of categories.",
  },
  {
    name: "a missing value",
    content: npzArchive({ X: npyFile([40, 2], numbers(80).with(7, NaN)), y }),
    throughTheCommand: true,
    says: 'npz: expected finite numbers in "X" of FILE, got NaN, a missing value, in row 3, column 1 (counted from 0; 1 row is affected). Fill or remove these rows, or set `imputer=simple`: values are never guessed unasked.',
  },
  {
    name: "an infinite value",
    content: npzArchive({ X: npyFile([40, 2], numbers(80).with(7, Infinity)), y }),
    says: 'npz: expected finite numbers in "X" of FILE, got Infinity, an infinite number, in row 3, column 1 (counted from 0; 1 row is affected). Correct or remove these rows.',
  },
  {
    name: "rows as columns",
    content: npzArchive({ X: npyFile([2, 40], numbers(80)), y }),
    says: 'npz: expected "y" of FILE with shape [2], one label a row, got [40]. "X" of shape [2, 40] seems to have its rows as columns, in NumPy: X = X.T.',
  },
  {
    name: "no rows",
    content: npzArchive({ X: npyFile([0, 2], numbers(0)), y: npyFile([0], numbers(0)) }),
    says: 'npz: expected "X" of FILE with shape [n, d] or [n, height, width, channels], got [0, 2]. It holds no values: check how it was made.',
  },
  {
    name: "one axis",
    content: npzArchive({ X: npyFile([40], numbers(40)), y }),
    says: 'npz: expected "X" of FILE with shape [n, d] or [n, height, width, channels], got [40]. One feature is a column, in NumPy: X = X.reshape(-1, 1).',
  },
  {
    name: "images without channels",
    content: npzArchive({ X: npyFile([40, 4, 4], numbers(640)), y }),
    throughTheCommand: true,
    says: 'npz: expected "X" of FILE with shape [n, d] or [n, height, width, channels], got [40, 4, 4]. Images of one channel need a last axis of length 1, in NumPy: X = X[..., None]; other rows go flat: X = X.reshape(len(X), -1).',
  },
  {
    name: "five axes",
    content: npzArchive({ X: npyFile([40, 2, 2, 2, 2], numbers(640)), y }),
    says: 'npz: expected "X" of FILE with shape [n, d] or [n, height, width, channels], got [40, 2, 2, 2, 2]. Rows go flat, in NumPy: X = X.reshape(len(X), -1).',
  },
  {
    name: "colour images with channels first",
    content: npzArchive({ X: npyFile([40, 3, 8, 8], numbers(7680)), y }),
    set: ["model=cnn"],
    throughTheCommand: true,
    says: 'npz: expected "X" of FILE as images [n, height, width, channels], e.g. [40, 8, 8, 3], got [40, 3, 8, 8], which seems to have its channels first. Put them last, in NumPy: X = X.transpose(0, 2, 3, 1). If they are last already, set `dataset.layout=channels-last`.',
  },
  {
    name: "grey images with channels first",
    content: npzArchive({ X: npyFile([40, 1, 8, 8], numbers(2560)), y }),
    set: ["model=mlp"],
    throughTheCommand: true,
    says: 'npz: expected "X" of FILE as images [n, height, width, channels], e.g. [40, 8, 8, 1], got [40, 1, 8, 8], which seems to have its channels first. Put them last, in NumPy: X = X.transpose(0, 2, 3, 1). If they are last already, set `dataset.layout=channels-last`.',
  },
  {
    name: "images that are no squares, with channels first",
    content: npzArchive({ X: npyFile([40, 3, 4, 8], numbers(3840)), y }),
    set: ["model=resnet"],
    says: 'npz: expected "X" of FILE as images [n, height, width, channels], e.g. [40, 4, 8, 3], got [40, 3, 4, 8], which seems to have its channels first. Put them last, in NumPy: X = X.transpose(0, 2, 3, 1). If they are last already, set `dataset.layout=channels-last`.',
  },
  {
    name: "many channels first",
    content: npzArchive({ X: npyFile([40, 16, 4, 4], numbers(10240)), y }),
    says: 'npz: expected "X" of FILE as images [n, height, width, channels], e.g. [40, 4, 4, 16], got [40, 16, 4, 4], which seems to have its channels first. Put them last, in NumPy: X = X.transpose(0, 2, 3, 1). If they are last already, set `dataset.layout=channels-last`.',
  },
  {
    name: "fractional labels",
    content: npzArchive({ X, y: npyFile([40], numbers(40)) }),
    throughTheCommand: true,
    says: 'npz: expected whole numbers or text in "y" of FILE, got -0.353 in row 0 (counted from 0). Classes are learned here, not quantities: bin them, e.g. y = (y > 0.5).astype(int), or write names, y.astype(str).',
  },
  {
    name: "missing labels",
    content: npzArchive({
      X,
      y: npyFile(
        [40],
        Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0 : NaN)),
      ),
    }),
    says: 'npz: expected whole numbers or text in "y" of FILE, got NaN, a missing value, in row 1 (counted from 0). Remove the row.',
  },
  {
    name: "missing labels as text",
    content: npzArchive({
      X,
      y: npyFile(
        [40, 1],
        Uint8Array.from("nan".repeat(20) + "one".repeat(20), (letter) => letter.charCodeAt(0)),
        "|S3",
      ),
    }),
    says: 'npz: expected whole numbers or text in "y" of FILE, got "nan", a missing value, in row 0 (counted from 0). Fill it in or remove the row.',
  },
  {
    name: "one-hot labels",
    content: npzArchive({
      X,
      y: npyFile(
        [40, 2],
        Uint8Array.from({ length: 80 }, (_, i) => Number(i % 4 === 0 || i % 4 === 3)),
      ),
    }),
    throughTheCommand: true,
    says: 'npz: expected "y" of FILE with shape [40], one label a row, got [40, 2]. It seems to be one-hot, in NumPy: y = y.argmax(axis=1).',
  },
  {
    name: "two labels a row",
    content: npzArchive({ X, y: npyFile([40, 2], new Uint8Array(80).fill(1)) }),
    says: 'npz: expected "y" of FILE with shape [40], one label a row, got [40, 2]. Choose one of its columns: several labels of a row cannot be learned.',
  },
  {
    name: "labels in a row",
    content: npzArchive({ X, y: npyFile([1, 40], new Uint8Array(40)) }),
    says: 'npz: expected "y" of FILE with shape [40], one label a row, got [1, 40]. In NumPy: y = y.ravel().',
  },
  {
    name: "fewer labels than rows",
    content: npzArchive({ X, y: npyFile([39], new Uint8Array(39)) }),
    says: 'npz: expected "y" of FILE with shape [40], one label a row, got [39]. Check that both were made of the same rows.',
  },
  {
    name: "whole labels beyond 2^53",
    content: npzArchive({
      X,
      y: npyFile(
        [40],
        BigInt64Array.from({ length: 40 }, (_, i) => 2n ** 53n + BigInt(i % 2)),
      ),
    }),
    throughTheCommand: true,
    says: 'npz: expected a readable array "y" at FILE, but: expected integers within ±(2⁵³ − 1), got 9007199254740992, which a double cannot hold exactly. Convert it, e.g. y.astype(str), and write it anew with numpy.savez.',
  },
  {
    name: "unsigned labels beyond 2^63",
    content: npzArchive({
      X,
      y: npyFile(
        [40],
        BigUint64Array.from({ length: 40 }, (_, i) => 2n ** 63n + BigInt(i % 2)),
      ),
    }),
    says: 'npz: expected a readable array "y" at FILE, but: expected integers within ±(2⁵³ − 1), got 9223372036854775808, which a double cannot hold exactly. Convert it, e.g. y.astype(str), and write it anew with numpy.savez.',
  },
  {
    name: "labels beyond what 64-bit floats count",
    content: npzArchive({
      X,
      y: npyFile(
        [40],
        Float64Array.from({ length: 40 }, (_, i) => 2 ** 53 + 2 * (i % 2)),
      ),
    }),
    says: 'npz: expected whole numbers or text in "y" of FILE, got 9007199254740992 as <f8, which does not hold every whole number of that size, in row 0 (counted from 0). Different labels may have been rounded to one: write the originals as text, y.astype(str).',
  },
  {
    name: "labels beyond what 32-bit floats count",
    content: npzArchive({
      X,
      y: npyFile(
        [40],
        Float32Array.from({ length: 40 }, (_, i) => 2 ** 24 + 2 * (i % 2)),
      ),
    }),
    says: 'npz: expected whole numbers or text in "y" of FILE, got 16777218 as <f4, which does not hold every whole number of that size, in row 1 (counted from 0). Different labels may have been rounded to one: write the originals as text, y.astype(str).',
  },
  {
    name: "one class",
    content: npzArchive({ X, y: npyFile([40], new Uint8Array(40)) }),
    says: 'npz: expected at least two classes in "y" of FILE, got only "0" in 40 rows. Check the name of the label column.',
  },
  {
    name: "a table of text",
    content: table(),
    says: "npz: expected an archive written by numpy.savez at FILE, got what seems to be text. Read a table with `dataset=csv`.",
  },
  {
    name: "a single array",
    content: X,
    says: 'npz: expected an archive written by numpy.savez at FILE, got what seems to be a single NumPy array (.npy). Put features and labels into one archive: np.savez("data.npz", X=X, y=y).',
  },
  {
    name: "a cut archive",
    content: npzArchive({ X, y }).subarray(0, 300),
    throughTheCommand: true,
    says: "npz: expected a readable archive at FILE, but: expected a zip archive, got no directory at its end: it is cut or of another kind. Write it anew with numpy.savez.",
  },
  { name: "nothing", content: "", says: "npz: expected an archive written by numpy.savez at FILE, got an empty file. Write it anew." },
];
