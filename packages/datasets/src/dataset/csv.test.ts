import { type Dataset, UserError } from "@evenkeel/core";
import { temporaryFile, testDataset } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import csv from "./csv.js";

function load(content: string | Uint8Array, settings: object = {}): Promise<Dataset> {
  const { name: _, ...parsed } = csv.schema.parse({ name: "csv", path: temporaryFile("data.csv", content), label: "y", ...settings });
  return csv.create(parsed).load();
}

testDataset(csv, {
  config: {
    path: temporaryFile("rows.csv", "size,colour,kind\n1,red,a\n2.5,blue,b\n-3,red,a\n4,blue,a"),
    label: "kind",
    nominal: ["colour"],
  },
});

const good = "a,b,y\n1,2,x\n3,4,z\n5,6,x\n7,8,z\n";

test("reads numbers row by row, and classes in alphabetical order", async () => {
  const data = await load(good);
  expect(data).toMatchObject({
    name: "data",
    values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    numExamples: 4,
    featureShape: [2],
    labels: Int32Array.of(0, 1, 0, 1),
    numClasses: 2,
    classNames: ["x", "z"],
    rowIds: Int32Array.of(0, 1, 2, 3),
    columns: [
      { name: "a", kind: "numeric" },
      { name: "b", kind: "numeric" },
    ],
  });
});

describe("reads the same rows from", () => {
  const variants: Readonly<Record<string, string>> = {
    "CRLF with a byte-order mark": `\ufeff${good.replaceAll("\n", "\r\n")}`,
    "mixed line ends, blank lines and no last one": "a,b,y\r\n1,2,x\n\n3,4,z\r5,6,x\n7,8,z",
    "quoted cells and spaces": '"a",b,"y"\n"1", 2,x\n3,4,"z"\n5,6 ,x\n7,"8",z\n',
    semicolons: good.replaceAll(",", ";"),
    tabs: good.replaceAll(",", "\t"),
    "the label between the features": "a,y,b\n1,x,2\n3,z,4\n5,x,6\n7,z,8\n",
  };
  for (const [name, text] of Object.entries(variants)) {
    test(`a file with ${name}`, async () => {
      const { digest, values } = await load(text);
      expect(values).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8));
      expect(digest).toBe((await load(good)).digest);
    });
  }
});

test("keeps commas, quotes and line ends inside quotes", async () => {
  const { columns } = await load('"a, ""b""",n,y\n1,"r\n1",0\n2,s,1\n3,s,0\n4,s,1', { nominal: ["n"] });
  expect(columns).toEqual([
    { name: 'a, "b"', kind: "numeric" },
    { name: "n", kind: "nominal", levels: ["r\n1", "s"] },
  ]);
});

test("orders numeric labels by value, and takes 1 and 1.0 as one class", async () => {
  const { classNames, labels } = await load("a,y\n1,10\n2,9\n3,10.0\n4,9\n5,100\n6,100");
  expect(classNames).toEqual(["9", "10", "100"]);
  expect(labels).toEqual(Int32Array.of(1, 0, 1, 0, 2, 2));
});

test("codes nominal columns by their sorted levels and leaves ignored ones out", async () => {
  const { values, columns } = await load("id,colour,y\nr1,red,0\nr2,blue,1\nr3,red,0\nr4,green,1", { nominal: ["colour"], ignore: ["id"] });
  expect(columns).toEqual([{ name: "colour", kind: "nominal", levels: ["blue", "green", "red"] }]);
  expect(values).toEqual(Float64Array.of(2, 0, 2, 1));
});

describe("reads a missing value as NaN, with the message that refuses it, for", () => {
  test.each([
    [
      "an empty cell",
      "a,b,y\n1,2,0\n3,,1\n5,6,0\n7,8,1\n",
      [1, 2, 3, NaN, 5, 6, 7, 8],
      'line 3, column "b", got an empty cell, a missing value. Fill it in, remove the row, or set `imputer=simple`',
    ],
    [
      "NaN",
      "a,y\n1,0\nNaN,1\n3,0\n4,1\n",
      [1, NaN, 3, 4],
      'line 3, column "a", got "NaN", which stands for a missing value. Fill it in, remove the row, or set',
    ],
    ["a category", "c,y\nr,0\n?,1\nb,1\nr,0\n", [1, NaN, 0, 1], "expected a category in "],
  ])("%s", async (_, text, values, message) => {
    const dataset = await load(text, { nominal: text.startsWith("c") ? ["c"] : [] });
    expect(Array.from(dataset.values)).toEqual(values);
    expect(dataset.missing).toContain(message);
  });

  test("nothing where none is", async () => expect(await load(good)).not.toHaveProperty("missing"));
});

describe("refuses with the file, the line, the column and the value", () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    "text in a numeric column": [
      "a,y\n1,0\n\nred,1\n",
      'line 4, column "a", got "red". If the column holds categories, list it: dataset.nominal=[a]; to leave it out: dataset.ignore=[a].',
    ],
    "a hexadecimal number": ["a,y\n0x1F,0\n1,1\n", 'line 2, column "a", got "0x1F", a hexadecimal number.'],
    "a number beyond doubles": ["a,y\n1e999,0\n1,1\n", 'line 2, column "a", got "1e999", an infinite or too large number.'],
    "the right line after cells of several lines": ['a,n,y\n1,"p\nq",0\nbad,r,1\n', 'line 4, column "a", got "bad".'],
    "an empty label": [
      "a,y\n1,0\n2,\n",
      'line 3, column "y", got an empty cell, a missing value (1 of 2 rows have no label). Remove the row',
    ],
    "a row of another length": ["a,y\n1,0\n2,1,5\n", "line 3, got 3."],
    "an open quote": ['a,y\n1,"0\n2,1\n', "line 2: Quoted field unterminated."],
    "a repeated column": ["a,a,y\n1,2,0\n", 'got "a" twice.'],
    "a column without a name": [
      ",a,y\n0,2,0\n",
      "got none for column 1. Name it, or write the file without an index column, in pandas: .to_csv(…, index=False).",
    ],
    "one class": ["a,y\n1,0\n2,0\n", 'got only "0" in 2 rows.'],
    "a measurement as label": ["a,y\n1,0.1\n2,0.2\n3,0.3\n", "got 3 different values in 3 rows, as of a measurement."],
    "an empty file": ["\n\n", "got an empty file."],
  };
  for (const [name, [text, message]] of Object.entries(cases)) {
    test(`for ${name}`, async () => {
      await expect(load(text, { nominal: text.includes("n,y") ? ["n"] : [] })).rejects.toThrow(message);
      await expect(load(text, { nominal: text.includes("n,y") ? ["n"] : [] })).rejects.toBeInstanceOf(UserError);
    });
  }
});

test("lists the columns there are if one is missing", async () => {
  await expect(load(good, { label: "target" })).rejects.toThrow(
    /csv: expected a column of .*data\.csv at `dataset\.label`, got "target"\. It has: a, b, y\./,
  );
  await expect(load(good, { nominal: ["c"] })).rejects.toThrow('at `dataset.nominal`, got "c".');
});

test("refuses a missing file and other encodings", async () => {
  await expect(
    csv.create({ path: "no/such.csv", label: "y", nominal: [], ignore: [], delimiter: null, header: true, decimal: "." }).load(),
  ).rejects.toThrow(/csv: expected a file at `dataset\.path`, got .*no\/such\.csv: there is none\./);
  await expect(load(Uint8Array.of(0x61, 0xff, 0xfe))).rejects.toThrow(
    "in UTF-8, got bytes that are not, first in line 1. Save it as UTF-8",
  );
});
