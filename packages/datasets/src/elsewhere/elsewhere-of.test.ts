import type { Dataset, Elsewhere } from "@evenkeel/core";
import { npyFile, npzArchive, temporaryFile } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { elsewhereOf } from "./elsewhere-of.js";

const OWN = "aa".repeat(32);
const OTHER = "bb".repeat(32);
const dataset = {
  name: "fruit",
  featureShape: [2],
  classNames: ["0", "1.5", "plum"],
  columns: [
    { name: "size", kind: "numeric" },
    { name: "colour", kind: "nominal", levels: ["blue", "red"] },
  ],
} satisfies Partial<Dataset>;

/** Encodes by multiplying with ten. */
const open = (more: Partial<Parameters<typeof elsewhereOf>[0]> = {}): Elsewhere =>
  elsewhereOf({ split: OWN, dataset, isFilled: false, encode: (values) => Float64Array.from(values, (value) => value * 10), ...more });

const fileOf = (...lines: string[]): { setting: string; path: string } => ({
  setting: "sampler.path",
  path: temporaryFile("made.csv", lines.join("\n")),
});

describe("rows of a table", () => {
  test("are those of the split, by the names of columns, encoded; classes by name or as the same number", () => {
    const file = fileOf("note,colour,label,split,size", `x,red,1.50,${OWN},0.5`, `x,green,0,${OTHER},not read`, `x,blue,plum,${OWN},-2`);
    expect(open().rows(file, null)).toEqual({
      count: 2,
      features: Float64Array.of(5, 10, -20, 0),
      labels: Int32Array.of(1, 2),
      parents: null,
    });
  });

  test("say their parents, in equal shares where none are said", () => {
    const shared = fileOf("split,size,colour,label,parents,parent_shares", `${OWN},1,red,0,12 40,0.25 0.75`, `${OWN},1,red,0,,`);
    expect(open().rows(shared, "label").parents).toEqual([
      [
        [12, 0.25],
        [40, 0.75],
      ],
      [],
    ]);
    const equal = fileOf("split,size,colour,label,parents", `${OWN},1,red,0,3 4`);
    expect(open().rows(equal, "label").parents).toEqual([
      [
        [3, 0.5],
        [4, 0.5],
      ],
    ]);
  });

  const cases: [string, string[], string][] = [
    ["no line of the split", ["split,size,colour,label", `${OTHER},1,red,0`], "expected lines of the split `aaaaaaaaaaaa…`"],
    ["no column of hashes", ["size,colour,label", "1,red,0"], 'expected a column "split"'],
    ["another class", ["split,size,colour,label", `${OWN},1,red,pear`], "expected one of the classes 0, 1.5, plum in"],
    ["another level", ["split,size,colour,label", `${OWN},1,pink,0`], "expected a level that the data set fruit knows"],
    ["no number", ["split,size,colour,label", `${OWN},big,red,0`], "expected a finite number"],
    ["a missing value", ["split,size,colour,label", `${OWN},,red,0`], "Fill it in, or set `imputer=simple`."],
    [
      "shares that add up to more than 1",
      ["split,size,colour,label,parents,parent_shares", `${OWN},1,red,0,1 2,0.6 0.6`],
      "that add up to 1",
    ],
    ["a column that is missing", ["split,size,label", `${OWN},1,0`], 'expected the column "colour"'],
  ];
  test.each(cases)("with %s are refused", (_, lines, message) => {
    expect(() => open().rows(fileOf(...lines), "label")).toThrow(message);
  });

  test("with a missing value are filled where the run fills", () => {
    const file = fileOf("split,size,colour,label", `${OWN},,red,0`);
    const filled = open({ isFilled: true, encode: (values) => Float64Array.from(values, (value) => (Number.isNaN(value) ? 7 : value)) });
    expect(filled.rows(file, "label").features).toEqual(Float64Array.of(7, 1));
  });

  test("that are not finite after encoding are refused", () => {
    const file = fileOf("split,size,colour,label", `${OWN},1,red,0`);
    expect(() => open({ encode: () => Float64Array.of(1, Infinity) }).rows(file, "label")).toThrow("got Infinity in row 0 of this split");
  });
});

describe("rows of arrays", () => {
  const images = { name: "images", featureShape: [1, 2, 1], classNames: ["a", "b"] };
  const archive = (hashes: string, count: number, shape = [2, 1, 2, 1]) => ({
    setting: "sampler.path",
    path: temporaryFile(
      "made.npz",
      npzArchive({
        X: npyFile(shape, Float64Array.of(1, 2, 3, 4)),
        y: npyFile([2], textOf("ab"), "<U1"),
        split: npyFile([count], textOf(hashes), `<U${hashes.length / count}`),
      }),
    ),
  });
  /** Characters as NumPy stores them: four bytes each. */
  const textOf = (text: string): Uint32Array => Uint32Array.from(text, (character) => character.codePointAt(0)!);

  test("are those of the split, or all under one hash", () => {
    const elsewhere = open({ dataset: images });
    expect(elsewhere.rows(archive(OTHER + OWN, 2), "y")).toEqual({
      count: 1,
      features: Float64Array.of(30, 40),
      labels: Int32Array.of(1),
      parents: null,
    });
    expect(elsewhere.rows(archive(OWN, 1), null).labels).toEqual(Int32Array.of(0, 1));
    expect(() => elsewhere.rows(archive(OTHER, 1), "y")).toThrow("expected lines of the split");
  });

  test("of another shape are refused", () => {
    expect(() => open({ dataset: images }).rows(archive(OWN, 1, [2, 2, 1, 1]), "y")).toThrow(
      'expected numbers of shape [n, 1, 2, 1] in "X"',
    );
  });
});

describe("a table", () => {
  test("has the lines of the split, with their numbers and row ids", () => {
    const file = fileOf("split,row,weight", `${OTHER},1,x`, `${OWN},7,0.5`, `${OWN},3.0,2e-1`);
    const table = open().table(file);
    expect(table.count).toBe(2);
    expect(table.rowIds("row")).toEqual(Int32Array.of(7, 3));
    expect(table.numbers("weight")).toEqual(Float64Array.of(0.5, 0.2));
    expect(table.place(1)).toBe(`${file.path}, line 4`);
  });

  test.each([
    ["a row twice", [`${OWN},7,1`, `${OWN},7,1`], "expected each row once for a split, got row 7"],
    ["no id", [`${OWN},x,1`], "expected the id of a row, counted from 0"],
  ])("with %s is refused", (_, lines, message) => {
    expect(() =>
      open()
        .table(fileOf("split,row,weight", ...lines))
        .rowIds("row"),
    ).toThrow(message);
  });

  test("with a cell that is no number is refused", () => {
    expect(() =>
      open()
        .table(fileOf("split,weight", `${OWN},nan`))
        .numbers("weight"),
    ).toThrow('column "weight", got "nan"');
  });
});
