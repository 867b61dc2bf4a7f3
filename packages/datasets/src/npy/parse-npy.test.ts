import { goldenBytes } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { type NpyArray, parseNpy } from "./parse-npy.js";
import { parseNpz } from "./parse-npz.js";

interface GoldenArray {
  readonly dtype: string;
  readonly shape: number[];
  readonly values_row_major: (number | string | boolean)[];
}
type Good = { readonly file: string } & (GoldenArray | { readonly members: Readonly<Record<string, GoldenArray>> });

// Arrays written by numpy 2.4.6, and files damaged or forged by hand.
const index = JSON.parse(new TextDecoder().decode(goldenBytes("npy_index.json"))) as {
  good: Good[];
  refuse: { file: string; reason: string }[];
};
/** Doubles cannot hold these: they are refused. */
const beyondDoubles = ["int64_beyond_2_53.npy", "uint64_max.npy"];
const read = (file: string): NpyArray => parseNpy(goldenBytes(`npy/${file}`));

const plain = ({ shape, dtype, values }: NpyArray): object => ({ shape, dtype, values: Array.from<string | number>(values) });

const wanted = ({ shape, dtype, values_row_major }: GoldenArray): object => ({
  shape,
  dtype,
  values: values_row_major.map((value) => (/^.U/.test(dtype) ? value : Number(value))),
});

describe("reads what NumPy writes", () => {
  for (const good of index.good.filter(({ file }) => file.endsWith(".npy") && !beyondDoubles.includes(file))) {
    test(`file ${good.file}`, () => expect(plain(read(good.file))).toEqual(wanted(good as GoldenArray)));
  }
  for (const good of index.good.filter(({ file }) => file.endsWith(".npz"))) {
    test(`file ${good.file}`, () => {
      const arrays = parseNpz(goldenBytes(`npy/${good.file}`));
      const { members } = good as { members: Record<string, GoldenArray> };
      expect([...arrays.names].sort()).toEqual(Object.keys(members).sort());
      for (const name of arrays.names) expect(plain(arrays.read(name))).toEqual(wanted(members[name]!));
    });
  }
});

test("keeps float32 and turns all other numbers into float64", () => {
  expect(read("f_le_f4.npy").values).toBeInstanceOf(Float32Array);
  for (const file of ["c_le_f2.npy", "c_be_i4.npy", "bool.npy", "c_le_i8.npy"]) expect(read(file).values).toBeInstanceOf(Float64Array);
});

test("refuses integers that a double cannot hold", () => {
  expect(() => read("int64_beyond_2_53.npy")).toThrow("expected integers within ±(2⁵³ − 1), got 9007199254740993");
  expect(() => read("uint64_max.npy")).toThrow("expected integers within ±(2⁵³ − 1), got 18446744073709551615");
});

describe("refuses, and says what is wrong with", () => {
  const messages: Readonly<Record<string, string>> = {
    "object_dtype_pickle.npy": "Python objects",
    "object_scalar_pickle.npy": "Python objects",
    "bare_pickle.npy": "expected the .npy format",
    "empty_file.npy": "expected the .npy format",
    "bad_magic.npy": "expected the .npy format",
    "magic_only.npy": "expected the .npy format",
    "cut_in_header.npy": "expected a header of 118 bytes, got 20",
    "cut_in_data.npy": "expected 32 bytes of data for shape (2, 2), got",
    "no_data.npy": "got 0",
    "version_9.npy": "expected .npy version 1, 2 or 3, got 9",
    "header_length_too_long.npy": "expected a header of",
    "trailing_bytes.npy": "expected 32 bytes of data for shape (2, 2), got",
    "negative_dimension.npy": "expected a shape of whole numbers ≥ 0",
    "huge_shape.npy": "expected a shape that fits into memory",
    "large_shape_small_file.npy": "bytes of data for shape",
    "fractional_dimension.npy": "expected a shape of whole numbers ≥ 0, got (2.5,)",
    "missing_shape.npy": "expected the header key `shape`, got none",
    "extra_key.npy": "got `x`",
    "fortran_order_not_bool.npy": "expected fortran_order True or False, got 'maybe'",
    "unknown_dtype.npy": "got dtype <q9",
    "header_not_a_dict.npy": "expected a dictionary as header",
    "header_with_call.npy": "expected a shape of whole numbers ≥ 0, got __import__",
    "header_with_js.npy": "expected a dictionary of plain values as header",
    "proto_key.npy": "expected a dictionary of plain values as header",
    "structured_dtype.npy": "got the structured dtype",
    "complex_dtype.npy": "got dtype <c16",
    "cut.npz": "expected a zip archive, got no directory at its end",
    "not_a_zip.npz": "expected a zip archive, got no directory at its end",
    "crc_mismatch.npz": "expected the checksum",
    "deflate_damaged.npz": "expected 200 bytes in `X.npy`, got 197: the file is damaged",
    "inflates_to_40_MB.npz": "expected 132 bytes in `X.npy` by its header, got 40000128",
    "duplicate_member.npz": "expected each name once, got `X.npy` twice",
    "one_object_member.npz": "Python objects",
  };
  const readAll = (file: string): unknown => {
    if (file.endsWith(".npy")) return read(file);
    const arrays = parseNpz(goldenBytes(`npy/${file}`));
    return arrays.names.map((name) => arrays.read(name));
  };
  // A name that climbs out of a folder is a plain key here: nothing is ever written.
  for (const { file, reason } of index.refuse.filter(({ file: name }) => name !== "path_escape.npz")) {
    test(`${file}: ${reason}`, () => {
      expect(Object.keys(messages)).toContain(file);
      expect(() => readAll(file)).toThrow(messages[file]!);
    });
  }
});

test("a bad array does not keep the others from being read", () => {
  expect(parseNpz(goldenBytes("npy/one_object_member.npz")).read("X").shape).toEqual([6, 3]);
  expect(parseNpz(goldenBytes("npy/path_escape.npz")).names).toEqual(["X", "../../escape"]);
});

test("allocates only what the file holds", () => {
  const before = process.memoryUsage();
  for (const file of ["huge_shape.npy", "large_shape_small_file.npy"]) expect(() => read(file)).toThrow("expected");
  expect(() => parseNpz(goldenBytes("npy/inflates_to_40_MB.npz")).read("X")).toThrow("expected");
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8e6);
});
