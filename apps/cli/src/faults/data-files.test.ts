import { applyOverrides, parseOverride } from "@evenkeel/compose";
import { type Dataset, type DatasetSource, UserError } from "@evenkeel/core";
import { npyFile, npzArchive, temporaryFile } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";
import { oddArrays } from "../../test/odd-arrays.js";
import { lines, noise, type OddFile, oddTables, table } from "../../test/odd-tables.js";
import { workbenchOf } from "evenkeel/workbench";

const { write, run } = workbench();

const kinds: readonly (readonly [string, readonly OddFile[]])[] = [
  ["csv", oddTables],
  ["npz", oddArrays],
];

const settings = (kind: string, path: string, set: readonly string[]): readonly string[] => [
  `dataset=${kind}`,
  `dataset.path=${path}`,
  ...(kind === "csv" && !set.some((word) => word.startsWith("dataset.label=")) ? ["dataset.label=y"] : []),
  ...set,
];

/** What a process would cost 100 times: the data set alone. */
async function load(kind: string, path: string, set: readonly string[]): Promise<Dataset> {
  const words = settings(
    kind,
    path,
    set.filter((word) => word.startsWith("dataset.")),
  );
  const { dataset } = applyOverrides({}, words.map(parseOverride), ["dataset"]);
  const component = workbenchOf().catalogs["dataset"]!.get(kind);
  return (component.create(component.schema.parse(dataset) as never) as DatasetSource).load();
}

describe.each(kinds)("dataset=%s", (kind, files) => {
  test.each(files)("says what is wrong with $name", async ({ content, set = [], says }) => {
    const path = temporaryFile("odd.dat", content);
    const refusal = await load(kind, path, set).then(
      ({ missing }) => missing,
      (error: unknown) => {
        expect(error).toBeInstanceOf(UserError);
        return (error as UserError).message;
      },
    );
    expect(refusal?.replaceAll(path, "FILE")).toBe(says);
  });

  test.each(files.filter(({ throughTheCommand }) => throughTheCommand))(
    "the command says it in one line: $name",
    ({ content, set = [], says }) => {
      const path = write("odd.dat", content);
      const { status, stdout, stderr } = run(["run", ...settings(kind, path, set), "--cfg"]);
      expect(stderr.replaceAll(path, "FILE")).toBe(`${says}\n`);
      expect(stdout).toBe("");
      expect(status).toBe(1);
    },
  );
});

describe("reads", () => {
  const decimalCommas = table("a;b;y", ";").replaceAll(".", ",");
  const cases: Readonly<Record<string, readonly [content: string, set: readonly string[], names: readonly string[]]>> = {
    "decimal commas": [decimalCommas, ["dataset.decimal=,"], ["a", "b"]],
    "decimal commas between tabs": [decimalCommas.replaceAll(";", "\t"), ["dataset.decimal=,"], ["a", "b"]],
    "rows without a header": [table("a,b,y").replace("a,b,y\n", ""), ["dataset.header=false", "dataset.label=2"], ["0", "1"]],
    "rows without a header, the label quoted": [
      table("a,b,y").replace("a,b,y\n", ""),
      ["dataset.header=false", "dataset.label='2'"],
      ["0", "1"],
    ],
    "a byte-order mark": [`\ufeff${table()}`, [], ["a", "b"]],
    "a column of blanks as delimiter": [table("a b y", " "), ["dataset.delimiter=' '"], ["a", "b"]],
    "line ends of an old Mac": [table().replaceAll("\n", "\r"), [], ["a", "b"]],
    "numbers as pandas names columns": [table("0,1,2"), ["dataset.label=2"], ["0", "1"]],
    "wavelengths as names": [table("400.5,402.5,y"), [], ["400.5", "402.5"]],
    "a name that begins as a comment": [table("#a,b,y"), [], ["#a", "b"]],
  };
  test.each(Object.entries(cases))("%s", async (_, [content, set, names]) => {
    const plain = await load("csv", temporaryFile("plain.csv", table()), []);
    const { columns, digest, numExamples } = await load("csv", temporaryFile("data.csv", content), set);
    expect(columns!.map(({ name }) => name)).toEqual(names);
    expect(numExamples).toBe(40);
    expect(digest).toBe(plain.digest);
  });

  test("a file without a header, through the command", () => {
    const path = write("bare.csv", table().replace("a,b,y\n", ""));
    const { stdout } = run([
      "run",
      "dataset=csv",
      `dataset.path=${path}`,
      "dataset.header=false",
      "dataset.label=2",
      "training.updates=2",
      "--output",
      "bare",
    ]);
    expect(stdout).toContain("data: bare, train 24 of class 0 + 8 of class 1, test 6 of class 0 + 2 of class 1 (8 rows)");
  });

  test("images whose axes only look like channels first, if it is said", async () => {
    const path = temporaryFile(
      "images.npz",
      npzArchive({
        X: npyFile([40, 3, 4, 4], new Float64Array(40 * 48)),
        y: npyFile(
          [40],
          Uint8Array.from({ length: 40 }, (_, i) => i % 2),
        ),
      }),
    );
    expect((await load("npz", path, ["dataset.layout=channels-last"])).featureShape).toEqual([3, 4, 4]);
  });

  test.each([[[2, 64, 3]], [[5, 5, 20]], [[28, 1, 1]], [[8, 8, 1]]])("images of shape %j", async (shape) => {
    const size = shape.reduce((a, b) => a * b);
    const path = temporaryFile(
      "images.npz",
      npzArchive({ X: npyFile([8, ...shape], new Float32Array(8 * size)), y: npyFile([8], Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1)) }),
    );
    expect((await load("npz", path, [])).featureShape).toEqual(shape);
  });
});

describe("labels that doubles would round to one stay apart:", () => {
  const labelled = (label: (i: number) => string) =>
    csv(
      ["a", "y"],
      Array.from({ length: 60 }, (_, i) => [noise(i), label(i)]),
    );
  test.each([
    ["neighbours beyond 2^53", ["9007199254740992", "9007199254740993", "17"], ["17", "9007199254740992", "9007199254740993"]],
    ["twenty digits", ["12345678901234567891", "12345678901234567890"], ["12345678901234567890", "12345678901234567891"]],
    ["negative ones", ["-9007199254740993", "-9007199254740992"], ["-9007199254740993", "-9007199254740992"]],
    ["fractions of twenty digits", ["0.30000000000000000001", "0.3"], ["0.3", "30000000000000000001e-20"]],
    ["numbers that vanish or overflow", ["1e-400", "0", "1e400"], ["0", "1e-400", "1e400"]],
    ["mixed with words", ["9007199254740992", "9007199254740993", "other"], ["9007199254740992", "9007199254740993", "other"]],
  ])("%s", async (_, labels, classNames) => {
    const dataset = await load(
      "csv",
      temporaryFile(
        "labels.csv",
        labelled((i) => labels[i % labels.length]!),
      ),
      [],
    );
    expect(dataset.classNames).toEqual(classNames);
    expect(Array.from(dataset.labels.subarray(0, labels.length), (label) => classNames[label])).toEqual(
      labels.map((label) => (label === "0.30000000000000000001" ? "30000000000000000001e-20" : label)),
    );
  });

  test("numbers written differently are one class, and padded ones say so", async () => {
    const same = await load(
      "csv",
      temporaryFile(
        "same.csv",
        labelled((i) => ["1", "1.0", "+1", "10e-1", "2", "2e0"][i % 6]!),
      ),
      [],
    );
    expect(same).toMatchObject({ classNames: ["1", "2"], warnings: [] });
    const path = temporaryFile(
      "padded.csv",
      labelled((i) => ["01", "1", "2"][i % 3]!),
    );
    expect((await load("csv", path, [])).warnings).toEqual([
      `column "y" of ${path}: "01" and "1" are the same number, so they are one class; if they are codes, put a letter before each`,
    ]);
  });

  test("the command counts them apart, and the class of interest is chosen digit by digit", () => {
    const path = write(
      "sites.csv",
      labelled((i) => (i % 3 === 0 ? "9007199254740992" : "9007199254740993")),
    );
    const { stdout } = run([
      "run",
      "dataset=csv",
      `dataset.path=${path}`,
      "dataset.label=y",
      "positive=9007199254740993",
      "training.updates=2",
      "--output",
      "sites",
    ]);
    expect(stdout).toContain("train 16 of class 9007199254740992 + 32 of class 9007199254740993,");
    expect(stdout).toContain("class of interest: 9007199254740993 (as set");
  });

  test("a feature of such numbers is read and named", () => {
    const path = write(
      "ids.csv",
      csv(
        ["id", "a", "y"],
        Array.from({ length: 40 }, (_, i) => [`${9007199254740993n + 1000n * BigInt(i)}`, noise(i), i % 2]),
      ),
    );
    const { stderr, status } = run([
      "run",
      "dataset=csv",
      `dataset.path=${path}`,
      "dataset.label=y",
      "training.updates=2",
      "--output",
      "ids",
    ]);
    expect(stderr).toContain(
      `warning: column "id" of ${path} holds whole numbers beyond 2^53, such as 9007199254740993, which are rounded to 16 digits; if they name things, set dataset.ignore=[id] or dataset.nominal=[id]`,
    );
    expect(status).toBe(0);
  });
});

test("a class with too few rows is named with the folds that it allows", () => {
  const rows = (rare: number) =>
    csv(
      ["a", "y"],
      Array.from({ length: 60 }, (_, i) => [noise(i), i < rare ? "rare" : "common"]),
    );
  const said = (rare: number) =>
    run(["run", "dataset=csv", `dataset.path=${write("rare.csv", rows(rare))}`, "dataset.label=y", "--cfg"]).stderr;
  expect(said(3)).toBe(
    'repeated-cross-validation: expected at least 5 rows of each class, one for the test set of each of `protocol.folds=5`, got 3 of class "rare". Lower the folds, `protocol.folds=3`, merge the class with another, or leave it out.\n',
  );
  expect(said(1)).toContain('got 1 of class "rare". A class needs two rows at least: merge it with another, or remove its rows.');
});

test("many whole numbers as label are taken as classes, and said", async () => {
  const path = temporaryFile(
    "ages.csv",
    lines("a,age", 600, (i) => `${noise(i)},${20 + (i % 60)}`),
  );
  expect((await load("csv", path, ["dataset.label=age"])).warnings).toEqual([
    `column "age" of ${path}: 60 different numbers are taken as classes; if they measure something, bin them first`,
  ]);
});

test.each([
  [
    "an id that a double would round",
    '[{"train": [9007199254740993], "meta": [], "test": [1]}]',
    'expected trials of whole row ids, counted from 0, at `protocol.splits` in FILE, e.g. [{"train": [0, 2], "meta": [], "test": [1, 3]}], got 9007199254740992 at `[0].train[0]`. Correct the file.',
  ],
  ["a trial without a role", '[{"train": [0]}]', "got nothing at `[0].meta`. Correct the file."],
  [
    "a table",
    "train,test\n1,2\n",
    'expected JSON at `protocol.splits` in FILE, e.g. [{"train": [0, 2], "meta": [], "test": [1, 3]}], got: Unexpected token',
  ],
])("a split file with %s is refused in one line", (_, content, says) => {
  const path = write("splits.json", content);
  const { status, stderr } = run(["run", `protocol.splits=${path}`, "--cfg"]);
  expect(stderr.replaceAll(path, "FILE")).toContain(says);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(status).toBe(1);
});

test("classes that differ by how they are typed alone are named", () => {
  const rows = Array.from({ length: 60 }, (_, i) => [i % 7, ["Yes", "yes", "no", "\u00e9", "e\u0301", "no"][i % 6]!]);
  const file = write("alike.csv", csv(["a", "y"], rows));
  const { status, stderr } = run([
    "run",
    "dataset=csv",
    `dataset.path=${file}`,
    "dataset.label=y",
    "training.updates=1",
    "model.hidden=[1]",
  ]);
  expect(status).toBe(0);
  expect(stderr).toMatch(/^warning: column "y" of .*alike\.csv: "Yes" and "yes" are different classes/m);
  expect(stderr).toContain('"e\u0301" and "\u00e9" are different classes');
  expect(stderr).not.toContain('"no"');
});
