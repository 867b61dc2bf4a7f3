import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { extremes } from "../../test/extreme-comparisons.js";
import { renderReport } from "./render-report.js";

// A telephone of 390 px without the page's margins.
const NARROW = 358;

describe.each(Object.entries(extremes))("on a narrow screen, the page of %s", (_, report) => {
  const page = renderReport(report);

  test("has a drawing of every chart that fits without being shrunk", () => {
    const drawings = page.split('<div class="narrow">').slice(1);
    const sizes = drawings.flatMap((drawing) =>
      [...drawing.split("</div>")[0]!.matchAll(/<svg [^>]*? width="(\d+)"/g)].map(([, width]) => Number(width)),
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.filter((width) => width > NARROW)).toEqual([]);
    expect(page.split('<div class="wide">')).toHaveLength(drawings.length + 1);
    // Nothing wide stands outside of what has a narrow form.
    const alone = page.replaceAll(/<div class="wide">.*?<div class="narrow">/gs, "");
    expect([...alone.matchAll(/<svg [^>]*? width="(\d+)"/g)].filter(([, width]) => Number(width) > NARROW)).toEqual([]);
  });

  test("says of every cell which column it is of, since headers are not shown there", () => {
    const cells = [...page.matchAll(/<td([^>]*)>/g)].map(([, attributes]) => attributes!);
    expect(cells.filter((attributes) => !/ data-header="[^"]+"| colspan="/.test(attributes))).toEqual([]);
  });
});

const chromium = ["chromium", "chromium-browser", "google-chrome"].find((name) => spawnSync(name, ["--version"]).status === 0);

describe.skipIf(!chromium)("in a browser (needs: apt-get install chromium)", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "evenkeel-page-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Widths of the page and of what can be scrolled in it, and the smallest text, with all details open in a frame of `width` pixels. */
  function measured(page: string, width: number): { page: number; scrolled: string[]; smallestText: number } {
    const measure = `
      const frame = document.querySelector("iframe");
      frame.onload = () => {
        const inner = frame.contentDocument;
        inner.querySelectorAll("details").forEach((each) => (each.open = true));
        const shown = [...inner.body.querySelectorAll("*")].filter((each) => each.getClientRects().length > 0);
        const scrolled = shown.filter((each) => !each.closest("svg") && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1).map((each) => each.tagName + "." + each.className);
        const texts = shown.filter((each) => each.tagName === "text" && each.getBBox().width > 0).map((each) => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a);
        document.body.textContent = "RESULT" + JSON.stringify({ page: inner.documentElement.scrollWidth, scrolled, smallestText: Math.min(...texts) }) + "END";
      };
      frame.srcdoc = ${JSON.stringify(page).replaceAll("<", "\\u003c")};`;
    const file = join(folder, "frame.html");
    writeFileSync(
      file,
      `<!doctype html><meta charset="utf-8"><iframe style="width:${width}px;height:844px;border:0"></iframe><script>${measure}</script>`,
    );
    const dom = execFileSync(
      chromium!,
      ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom", `file://${file}`],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    return JSON.parse(
      /RESULT(.*)END/.exec(dom)![1]!.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">"),
    ) as ReturnType<typeof measured>;
  }

  test.each(["failed trials", "hostile names"])("390 px hold the page of %s, with text that can be read", { timeout: 60_000 }, (name) => {
    const { page, scrolled, smallestText } = measured(renderReport(extremes[name]!), 390);
    expect(page).toBeLessThanOrEqual(390);
    expect(scrolled).toEqual([]);
    expect(smallestText).toBeGreaterThanOrEqual(11);
  });
});
