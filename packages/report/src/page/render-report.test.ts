import { describe, expect, test } from "vitest";
import { extremes, HOSTILE } from "../../test/extreme-comparisons.js";
import { fakeComparison } from "../../test/fake-comparison.js";
import { renderReport } from "./render-report.js";

const VOID = ["meta", "link", "!doctype", "img", "br"];

/** Tags in order; throws if they do not nest or if an attribute is not quoted. */
function parse(page: string): { readonly name: string; readonly attributes: string }[] {
  const open: string[] = [];
  const tags: { name: string; attributes: string }[] = [];
  for (const [tag, close, name, attributes] of page.replace(/<style>[^<]*<\/style>/, "").matchAll(/<(\/?)([!a-z][a-z0-9]*)([^<>]*)>/gi)) {
    if (close) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`expected </${expected}>, got ${tag}`);
      continue;
    }
    if (!/^(?:\s+[a-z][-a-zA-Z0-9]*(?:="[^"<>]*")?)*\s*\/?$/.test(attributes!) && name !== "!doctype")
      throw new Error(`expected quoted attributes, got ${tag}`);
    tags.push({ name: name!, attributes: attributes! });
    if (!attributes!.endsWith("/") && !VOID.includes(name!)) open.push(name!);
  }
  if (open.length > 0) throw new Error(`expected all tags to be closed, got open ${open.join(", ")}`);
  return tags;
}

describe.each(Object.entries(extremes))("the page of %s", (_, report) => {
  const page = renderReport(report);
  const tags = parse(page);

  test("is well formed and leaves no angle bracket between tags", () => {
    const between = page.replace(/<style>[^<]*<\/style>/, "").replaceAll(/<\/?[!a-z][^<>]*>/gi, "");
    expect(between).not.toMatch(/[<>]/);
  });

  test("makes no request and runs nothing", () => {
    expect(tags.map(({ name }) => name)).not.toContain("script");
    expect(tags.filter(({ name }) => name === "img")).toEqual([]);
    expect(tags.filter(({ name }) => name === "link").map(({ attributes }) => attributes)).toEqual([' rel="icon" href="data:,"']);
    expect(tags.filter(({ attributes }) => /\s(?:on\w+|src|xlink:href)=/.test(attributes.replaceAll(/"[^"]*"/g, "")))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import/);
  });

  test("describes every chart and heads every table", () => {
    const charts = tags.filter(({ name }) => name === "svg");
    expect(charts.filter(({ attributes }) => !/ role="img" aria-label="[^"]+"/.test(attributes))).toEqual([]);
    const tables = page.split("<table>").slice(1);
    expect(tables.filter((table) => !table.startsWith("<caption>") || !table.includes('<th scope="col"'))).toEqual([]);
  });

  test("has a place for every link in it, and no place twice", () => {
    const ids = tags.flatMap(({ attributes }) => / id="([^"]+)"/.exec(attributes)?.[1] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = tags.flatMap(({ attributes }) => / href="#([^"]+)"/.exec(attributes)?.[1] ?? []);
    expect(ids).toEqual(expect.arrayContaining(targets));
  });

  test("writes no undefined number as one", () => {
    expect(page.replaceAll("became NaN", "")).not.toMatch(/NaN|Infinity|\bundefined\b|\bnull\b/);
  });

  test("is the same from the stored data, in which undefined numbers are null", () => {
    expect(renderReport(JSON.parse(JSON.stringify(report)))).toBe(page);
  });
});

test("text of the report is shown, not run", () => {
  const page = renderReport({ ...fakeComparison(), title: HOSTILE });
  expect(page).toContain(
    "<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; &quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
  );
});

test("a paper behind several methods is listed once", () => {
  const report = fakeComparison();
  const papers = [{ citation: "A. Author, A paper, 2020", url: "https://example.org/paper" }];
  const page = renderReport({ ...report, methods: report.methods.map((method) => ({ ...method, papers: [...papers, ...papers] })) });
  expect(page.split('<a href="https://example.org/paper">A. Author, A paper, 2020</a>')).toHaveLength(2);
  expect(page.split('<a href="#reference-1">[1]</a>')).toHaveLength(report.methods.length + 1);
});

test("a link that is not to the web leads nowhere", () => {
  const report = fakeComparison();
  const methods = report.methods.map((method) => ({ ...method, papers: [{ citation: "a paper", url: "javascript:alert(1)" }] }));
  expect(renderReport({ ...report, methods })).not.toContain("javascript:");
});

test("the smallest visible difference comes before any result", () => {
  const page = renderReport(fakeComparison());
  const position = page.indexOf("0.047");
  expect(position).toBeGreaterThan(0);
  expect(page.slice(page.indexOf("</header>"), position)).not.toMatch(/\d\.\d{3}/);
});

test("every trial of every run method is a point", () => {
  const report = fakeComparison();
  const section = renderReport(report).split("Declared contrasts")[0]!.split('<div class="narrow">')[0]!;
  const numRun = report.methods.filter(({ equalTo }) => !equalTo).length;
  expect(section.match(/<circle class="trial"/g)).toHaveLength(numRun * report.trials);
});

test("methods that are equal or failed say so instead of showing numbers", () => {
  const page = renderReport(extremes["failed trials"]!);
  expect(page).toContain("= frozen by construction. The mean weight is 1 by the constraint.");
  expect(page).toContain("✕ failed in all 10 trials");
  expect(page).toContain("<strong>class weights</strong>, 2 of 10 trials (0, 1): train/loss became NaN at step 120.");
  expect(page).toMatch(/plain \+ logit adjustment<\/th><td data-header="[^"]+" class="equal"><span>= plain<\/span><\/td>/);
});
