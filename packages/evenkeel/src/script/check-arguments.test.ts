import { expect, test } from "vitest";
import { checkArguments } from "./check-arguments.js";

const known = ["output", "signal"];

test.each<[unknown, unknown, string]>([
  [5, {}, 'run: expected settings as an object, e.g. `{ sampler: "smote" }`, got 5.'],
  [null, {}, "got null"],
  [[], {}, "got []"],
  [{ sampler: { name: new Date(0) } }, {}, "run.sampler.name: expected a number, a text, a list or an object of settings, got Date."],
  [{ sampler: new Map() }, {}, "run.sampler: expected a number, a text, a list or an object of settings, got Map."],
  [{}, { outputs: "there" }, "run: expected options among output, signal, got `outputs`. Did you mean `output`?"],
  [{}, "there", "expected options as an object"],
])("%j with %j is refused", (input, options, message) => {
  expect(() => checkArguments("run", input, options, known)).toThrow(message);
});

test("what is read passes", () => {
  const input = { stages: [{ training: { updates: 3 } }], metrics: ["brier"], positive: null };
  expect(() => checkArguments("run", input, { output: "there", signal: new AbortController().signal }, known)).not.toThrow();
});
