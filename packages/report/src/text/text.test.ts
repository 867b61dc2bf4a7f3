import { describe, expect, test } from "vitest";
import { extremes } from "../../test/extreme-comparisons.js";
import { fakeComparison } from "../../test/fake-comparison.js";
import { renderCsv } from "./csv.js";
import { renderLatex } from "./latex.js";
import { renderMarkdown } from "./markdown.js";
import { renderTable } from "./table.js";

describe.each(Object.entries(extremes))("the texts of %s", (_, report) => {
  test("the terminal table fits into 100 columns but for commands", () => {
    const commands = report.storage.commands.length;
    const long = renderTable(report)
      .trimEnd()
      .split("\n")
      .filter((line) => [...line].length > 100);
    expect(long.length).toBeLessThanOrEqual(commands);
  });

  test("the terminal table has no control characters", () => {
    expect(renderTable(report).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("no undefined number is written as one", () => {
    const texts = [renderTable(report), renderMarkdown(report), renderLatex(report)].join("").replaceAll("became NaN", "");
    expect(texts).not.toMatch(/NaN|Infinity|\bundefined\b|\bnull\b/);
    expect(renderCsv(report)).not.toMatch(/NaN|null/);
  });

  test("all rows of a Markdown table have as many cells as its head", () => {
    const tables = renderMarkdown(report)
      .split(/\n\n/)
      .filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) {
      const counts = table.split("\n").map((line) => line.replaceAll(/\\./g, "").split("|").length);
      expect(new Set(counts).size).toBe(1);
    }
  });
});

test("columns of the terminal table begin where those of the other rows do", () => {
  const lines = renderTable(fakeComparison()).split("\n");
  const rule = lines.findIndex((line) => line.startsWith("───"));
  const ends = [...lines[rule]!.matchAll(/─(?= |$)/g)].map(({ index }) => index);
  const plain = lines[rule + 2]!;
  expect(plain.startsWith("plain ")).toBe(true);
  expect(plain[ends[1]!]).toBe("]");
  expect(plain[ends[1]! + 1]).toBe(" ");
});

test("the terminal table names what is equal, failed, and left out", () => {
  const text = renderTable(extremes["failed trials"]!);
  expect(text).toMatch(/^plain \+ logit adjustment +/m);
  expect(text).toMatch(/^plain \+ logit adjustment +?= plain /m);
  expect(text).toMatch(/^ {2}uniform mass +?= frozen /m);
  expect(text).toMatch(/^SMOTE +?failed /m);
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    "- SMOTE: failed in 10 of 10 trials (0, 1, 2, 3, 4, 5, 6, 7, 8, 9): train/loss became NaN at step 120.",
  );
});

test("the CSV holds every trial once, with all digits", () => {
  const report = fakeComparison();
  const rows = renderCsv(report).trimEnd().split("\r\n").slice(1);
  expect(rows).toHaveLength(report.cells.length * report.metrics.length * report.trials);
  const value = report.cells[0]!.values["roc_auc"]!.perTrial[3]!;
  expect(rows).toContain(`clean,logistic-regression,ok,roc_auc,4,${value}`);
});

test("the CSV quotes what would break a row", () => {
  const report = fakeComparison();
  const cells = [{ ...report.cells[0]!, method: 'a, "b"' }];
  expect(renderCsv({ ...report, cells }).split("\r\n")[1]).toMatch(/^clean,"a, ""b""",ok,/);
});

test("LaTeX escapes what it would read as commands", () => {
  const report = fakeComparison();
  const tex = renderLatex({ ...report, title: "50 % of a_b & c\\d" }, ["roc_auc"]);
  expect(tex).toContain("\\caption{50 \\% of a\\_b \\& c\\textbackslash{}d, condition clean");
  expect(tex).toContain("method & ROC-AUC $\\uparrow$ \\\\");
});

test("the ledger names every method once for each of its roles and conditions", () => {
  const report = fakeComparison();
  const ledger = report.conditions.flatMap(({ name }) => report.ledger.map((row) => ({ ...row, condition: name })));
  const planted = { condition: "planted", method: "smote", role: "train", classCounts: [276, 18] };
  const text = renderTable({
    ...report,
    ledger: [...ledger.filter(({ condition, method, role }) => `${condition} ${method} ${role}` !== "planted smote train"), planted],
  });
  const section = text.slice(text.indexOf("Row ledger"), text.indexOf("Conclusion"));
  expect(section).toContain("- train (clean): benign 280, malignant 14\n  plain; SMOTE\n");
  expect(section).toContain("- train (planted): benign 280, malignant 14\n  plain\n");
  expect(section).toContain("- train (planted): benign 276, malignant 18\n  SMOTE\n");
  expect(section).toContain("- meta: benign 80, malignant 4; batches of 4 rows a class\n  learned contributions\n");
});

test("a control is called by what sets it apart beside its method, and in full elsewhere", () => {
  const text = renderTable(fakeComparison());
  expect(text).toMatch(/^learned contributions +\d[^\n]+\n {2}frozen +\d/m);
  expect(text).toMatch(/^learned contributions − frozen +[+−]/m);
  expect(text).toMatch(/^learned contributions, frozen − SMOTE +[+−]/m);
});
