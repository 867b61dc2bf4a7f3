import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";

const { run } = workbench();

test("the progress of a run is its losses, without what the machine does beside", () => {
  const { stdout } = run(["run", "training.updates=20", "training.window=10", "weighter=learning-to-reweight", "--output", "progress"]);
  expect(stdout).toMatch(/^20\/20 {2}train\/loss \d+\.\d{4} {2}meta\/loss \d+\.\d{4}$/m);
  expect(stdout).not.toContain("system/");
});
