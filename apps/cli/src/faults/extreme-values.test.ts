import { describe, expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";
import { noise } from "../../test/odd-tables.js";

const { write, run } = workbench();

/** 200 : 20 rows whose classes `a` tells apart; `cell` may replace it, and more columns may follow. */
const separable = (
  cell: (i: number, value: number) => number | string,
  more: readonly string[] = [],
  extra: (i: number, isRare: number) => readonly (number | string)[] = () => [],
) =>
  csv(
    ["a", ...more, "y"],
    Array.from({ length: 220 }, (_, i) => [
      cell(i, Number(noise(i)) + 2 * Number(i % 11 === 0)),
      ...extra(i, Number(i % 11 === 0)),
      Number(i % 11 === 0),
    ]),
  );

function trained(content: string, ...set: readonly string[]) {
  const updates = set.some((word) => /^training|^model/.test(word)) ? [] : ["training.updates=300"];
  const path = write("data.csv", content);
  const { status, stdout, stderr } = run([
    "run",
    "dataset=csv",
    `dataset.path=${path}`,
    "dataset.label=y",
    ...updates,
    "--output",
    "out",
    ...set,
  ]);
  return { status, stderr, scores: /ROC-AUC[^]*(?=\n\nFiles)/.exec(stdout)?.[0], area: Number(/ROC-AUC +([\d.]+)/.exec(stdout)?.[1]) };
}

const plain = (_: number, value: number) => value;

describe("one wild cell", () => {
  const wild = separable((i, value) => (i === 17 ? 1e9 : value));

  test("is named with its column and row, in every trial", () => {
    const says =
      /^warning: column "a": its spread is made by 1 of 220 cells, 1000000000 in row 17 \(rows counted from 0, without the header\); all others are within -0\.5 to 2\.476\. Standardized, these hardly differ\. Correct or remove the row, or set `encoder=robust`$/m;
    for (const trial of [0, 1]) expect(trained(wild, `trial=${trial}`, "training.updates=2").stderr).toMatch(says);
  });

  test("does not ruin the column for encoder=robust", () => {
    const robust = trained(wild, "encoder=robust");
    expect(robust.stderr).not.toContain("wild");
    expect(robust.stderr).not.toContain("spread");
    expect(robust.area).toBeGreaterThan(0.99);
  });

  test("a few are named one by one, and among long tails none", () => {
    const few = trained(
      separable((i, value) => (i === 3 || i === 100 ? -5000 : value)),
      "training.updates=2",
    );
    expect(few.stderr).toContain("made by 2 of 220 cells, -5000 in row 3, -5000 in row 100 (");
    const tail = trained(
      separable(plain, ["tail", "flag"], (i) => [Math.exp(4 * Number(noise(i))), Number(i === 5)]),
      "training.updates=2",
    );
    expect(tail.stderr).toBe("");
  });
});

describe("values at the ends of doubles", () => {
  test.each(["1e200", "1e-200", "1e307"])("a column in units of %s keeps what it tells", (unit) => {
    const content = separable((_, value) => `${value.toFixed(3)}${unit.slice(1)}`);
    expect(trained(content).area).toBeGreaterThan(0.99);
    expect(trained(content, "encoder=robust", "model=logistic-regression").area).toBeGreaterThan(0.99);
  });

  test.each(["mlp", "logistic-regression"])("what no 32-bit number holds is refused by column and rows (%s)", (model) => {
    const content = separable(plain, ["b"], (i) => [i === 4 || i === 8 ? 1e300 : 1 + i]);
    const { status, stderr } = trained(content, "encoder=none", `model=${model}`);
    expect(stderr).toMatch(
      /^encoder: expected values that a 32-bit number holds \(up to 3\.4e38\), got 1e\+300 in column "b", rows? (4|8|4, 8) \(counted from 0, without the header\)\. Correct or remove them, measure the column in another unit, or set `encoder=robust`\.\n$/,
    );
    expect(status).toBe(1);
  });

  test("what 32-bit numbers cannot tell apart is said", () => {
    const { stderr } = trained(
      separable(plain, ["time"], (i) => [1.7e9 + (i % 60)]),
      "encoder=none",
      "training.updates=2",
    );
    expect(stderr).toContain(
      'warning: column "time": its values differ, but not as the 32-bit numbers that a model reads; set `encoder=standardize` or measure it in another unit',
    );
  });
});

describe("a column that tells nothing", () => {
  test("is said: one value, values that differ by rounding, one category", () => {
    const content = separable(plain, ["c", "r", "n"], (i) => [7, i % 3 === 0 ? 0.30000000000000004 : 0.3, "red"]);
    const { stderr, area } = trained(content, "dataset.nominal=[n]");
    expect(stderr).toContain('warning: column "c", column "n" have one value in all labelled rows, so they tell a model nothing\n');
    expect(stderr).toContain(
      'warning: column "r" has values that differ by rounding alone in all labelled rows, so it tells a model nothing\n',
    );
    expect(area).toBeGreaterThan(0.99);
  });

  test.each([
    ["small", 0.3, 0.30000000000000004],
    ["large", 1e20, 100000000000000016384],
  ])("rounding noise of %s numbers is no feature: the scores are those of a constant column", (_, value, next) => {
    const scores = [value, next].map((odd) => trained(separable(plain, ["r"], (i) => [i % 2 === 0 ? value : odd])).scores);
    expect(scores[0]).toMatch(/^ROC-AUC +\d/);
    expect(scores[1]).toBe(scores[0]);
  });
});

test("encoder=robust makes nominal columns one-hot, and says which column it cannot scale", () => {
  const content = separable(plain, ["n", "rare"], (i) => [["red", "green"][i % 2]!, i % 10 === 0 ? 1 : 0]);
  const { stderr, area } = trained(content, "encoder=robust", "dataset.nominal=[n]");
  expect(stderr).toBe(
    'warning: column "rare": its middle half is one value, so `encoder=robust` does not scale it; `encoder=standardize` does\n',
  );
  expect(area).toBeGreaterThan(0.9);
});
