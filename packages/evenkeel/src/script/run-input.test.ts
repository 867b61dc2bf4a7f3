import { defineLoss, softmaxCrossEntropy, z, compare, run, type ComparisonInput, type RunInput } from "../index.js";
import { expect, test } from "vitest";

const mine = defineLoss({
  name: "my-loss",
  summary: "for the tests of types",
  config: { gamma: z.number().default(2) },
  create:
    () =>
    ({ logits }, targets) =>
      softmaxCrossEntropy(logits, targets),
});

declare module "../script/run-input.js" {
  interface Register {
    "these tests": { loss: { "my-loss": typeof mine } };
  }
}

export const accepted: readonly RunInput[] = [
  {},
  { sampler: "smote", weighter: "learned-contributions" },
  { sampler: { name: "smote", kNeighbors: 3 }, metrics: ["average-precision", { name: "brier" }], seed: 3, trial: 1 },
  { training: { updates: 5 }, engine: { name: "wasm" }, evaluation: { sets: ["train"] }, metaOptimizer: { name: "adam" } },
  { loss: "my-loss" },
  { loss: { name: "my-loss", gamma: 1 } },
  { weighter: { name: "fixed-contributions", weights: { from: "learned" } } },
  { stages: [{ batcher: "class-balanced", training: { moves: "head" } }] },
];

test.each<[string, RunInput]>([
  // @ts-expect-error a component that does not exist
  ["sampler: expected one of", { sampler: "smoote" }],
  // @ts-expect-error a role that does not exist
  ["config: expected one of", { samplr: "smote" }],
  // @ts-expect-error a misspelt setting
  ["weighter.usee: no such setting", { sampler: "smote", weighter: { name: "learned-contributions", usee: "updated" } }],
  // @ts-expect-error a setting of another component
  ["sampler.kNeighbors: no such setting", { sampler: { name: "none", kNeighbors: 3 } }],
  // @ts-expect-error a value that the setting does not have
  ["weighter.use: expected one of", { sampler: "smote", weighter: { name: "learned-contributions", use: "new" } }],
  // @ts-expect-error a setting of the wrong type
  ["sampler.kNeighbors: expected", { sampler: { name: "smote", kNeighbors: "three" } }],
  // @ts-expect-error a component of another role
  ["loss: expected one of", { loss: "smote" }],
  // @ts-expect-error a setting of a component of one's own
  ["loss.gama: no such setting", { loss: { name: "my-loss", gama: 1 } }],
  // @ts-expect-error a setting of the run that does not exist
  ["training.upates: no such setting", { training: { upates: 3 } }],
])("what types refuse is refused when it runs: %s", async (message, input) => {
  const { result } = run(input, { project: null, components: [mine] });
  await expect(result).rejects.toThrow(message);
});

test.each<[string, ComparisonInput<"plain">]>([
  // @ts-expect-error a misspelt setting of a method
  ["method plain: model.hiden: no such setting", { methods: { plain: { model: { name: "mlp", hiden: [8] } } } }],
  // @ts-expect-error a reference that is no method
  ["reference: expected one of the methods plain", { methods: { plain: {} }, reference: "plane" }],
  // @ts-expect-error a contrast of no method
  ["contrasts: expected one of plain", { methods: { plain: {} }, contrasts: [["plain", "plane"]] }],
  // @ts-expect-error a condition that does not exist
  ["condition: expected one of", { methods: { plain: {} }, conditions: ["dirty"] }],
])("and in a comparison: %s", async (message, input) => {
  await expect(compare(input, { project: null }).result).rejects.toThrow(message);
});

test("what is set for all methods and read by none is refused", async () => {
  const input: ComparisonInput<"plain"> = { methods: { plain: {} }, run: { training: { updates: 4, metaBatchPerClass: 3 } } };
  await expect(compare(input, { project: null }).result).rejects.toThrow(
    "training.metaBatchPerClass: expected a setting that some method reads",
  );
});

test("a component of a script may not hide another", async () => {
  const twin = defineLoss({ ...mine, name: "focal", config: {} } as never);
  await expect(run({}, { project: null, components: [twin] }).result).rejects.toThrow(
    "components: expected a name that no other loss has, got loss=focal.",
  );
});
