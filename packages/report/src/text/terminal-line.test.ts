import { expect, test } from "vitest";
import { fit, terminalLine } from "./terminal-line.js";

test("a line is cut between words, never within a number", () => {
  const text = "1200/1500  train/loss 0.1234  meta/loss 12.3456";
  expect(fit(text, 47)).toBe(text);
  expect(fit(text, 46)).toBe("1200/1500  train/loss 0.1234  meta/loss …");
  expect(fit(text, 29)).toBe("1200/1500  train/loss …");
  expect(fit(text, 5)).toBe("…");
  expect(fit(text, 0)).toBe("");
  for (let width = 0; width < 60; width++) {
    const shown = fit(text, width);
    expect(shown.length).toBeLessThanOrEqual(width);
    expect(shown.split(/\s+/).filter((word) => !["", "…"].includes(word) && !text.split(/\s+/).includes(word))).toEqual([]);
  }
});

const terminal = (columns: number, isTTY: boolean) => {
  const written: string[] = [];
  return { written, out: { columns, isTTY, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream };
};

test("elsewhere only what stays is written, each in one line", () => {
  const { out, written } = terminal(25, false);
  const line = terminalLine(out);
  line.rewrite("1/2");
  line.say("a\n  b");
  line.clear();
  expect(written).toEqual(["a b\n"]);
});
