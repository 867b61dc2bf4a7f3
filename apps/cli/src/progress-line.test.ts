import { expect, test } from "vitest";
import { progressLine } from "./progress-line.js";

const terminal = (columns: number, isTTY: boolean) => {
  const written: string[] = [];
  return { written, out: { columns, isTTY, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream };
};

test("the progress of a run fits a narrow terminal", () => {
  const { out, written } = terminal(25, true);
  progressLine(out, 1500).handle({ type: "windowEnded", step: 1200, metrics: { "train/loss": 0.12345, "meta/loss": 3 } } as never);
  expect(written).toEqual(["\r\u001b[2K1200/1500  train/loss …"]);
});
