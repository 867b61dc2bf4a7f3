import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

const noise = (i: number) => ((i * 7919) % 211) / 211;

/** Far-apart classes, and ten frequent rows among the rare ones: edited nearest neighbours removes them wherever they lie there. */
const rows = (shift: number) =>
  csv(
    ["a", "b", "y"],
    Array.from({ length: 120 }, (_, i) =>
      i < 90 ? [noise(i), noise(i * 3), "often"] : i < 110 ? [10 + i, noise(i), "rare"] : [10 + (i - 20) + shift, noise(i - 20), "often"],
    ),
  );

function predictions(name: string, shift: number, settings: readonly string[]): string {
  const file = write(`rows-${name}.csv`, rows(shift));
  const { stderr, status } = run([
    "run",
    "dataset=csv",
    `dataset.path=${file}`,
    "dataset.label=y",
    "encoder=none",
    "training.updates=20",
    ...settings,
    "--output",
    name,
  ]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const folder = path(name, "runs", readdirSync(path(name, "runs"))[0]!);
  // The shifted rows may be tested on: only the scores of the others must be equal.
  return readFileSync(`${folder}/predictions.csv`, "utf8")
    .split("\n")
    .filter((line) => Number(line.split(",")[0]) < 110)
    .join("\n");
}

// Nothing of a removed row may be in the model: moving it a little, so that it is still removed, changes nothing.
test.each([["mixup"], ["mamix"], ["remix"]])("mixer=%s takes no partner that the sampler removed", (mixer) => {
  const settings = ["sampler=edited-nearest-neighbours", `mixer=${mixer}`];
  expect(predictions(`${mixer}-moved`, 0.2, settings)).toBe(predictions(`${mixer}-given`, 0.1, settings));
});

test("without the sampler they are partners", () => {
  expect(predictions("all-moved", 0.2, ["mixer=mixup"])).not.toBe(predictions("all-given", 0.1, ["mixer=mixup"]));
});
