import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { repositoryCopy } from "../../test/repository-copy.js";
import { findingsBelow, SMALL_EXPERIMENT, smallComparison, smallTable } from "../../test/small-comparison.js";

const { path, write, change, compile, run } = repositoryCopy();
const compare = (...more: string[]) => run(smallComparison("trials=1", ...more));
const results = () => findingsBelow(path("out/small-table/clean"));

/** Without the hash, which the code is in. */
const metrics = (found: Record<string, unknown>) => Object.values(found).map((trial) => (trial as { metrics: object }).metrics);

beforeAll(() => {
  write("small.yaml", SMALL_EXPERIMENT);
  write("table.csv", smallTable());
});

describe("results of changed code", () => {
  beforeAll(() => void compare());

  test.each([
    [
      "the score",
      "packages/trainer/dist/score.js",
      (code: string) => code.replace("const logits = raw.slice();", "const logits = raw.map((logit) => -logit);"),
    ],
    ["which rows are used", "packages/evenkeel/dist/run/open-run.js", (code: string) => `${code}\nvoid 0;\n`],
    ["how a config is read", "packages/compose/dist/run-config.js", (code: string) => `${code}\nvoid 0;\n`],
    ["a model", "packages/models/dist/mlp.js", (code: string) => `${code}\nvoid 0;\n`],
    ["a condition", "packages/datasets/dist/condition/clean.js", (code: string) => `${code}\nvoid 0;\n`],
    ["a kernel", "packages/engine/wasm/plain.wasm", (bytes: string) => bytes + "\u0000\u0002\u0001a"],
  ])("are found anew: %s", (what, file, edit) => {
    const before = results();
    change(file, edit);
    const { stdout, stderr, status } = compare();
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("2 runs were finished by other code and are repeated; what they found is kept in");
    expect(isDeepStrictEqual(metrics(results()), metrics(before))).toBe(what !== "the score");
    expect(compare().stdout).toContain("Every run was finished before");
  });

  test.each([
    ["the page", "packages/report/dist/page/render-report.js"],
    ["tracking", "packages/tracking/dist/mlflow-sink.js"],
    ["the tracking of a run", "packages/evenkeel/dist/run/tracking.js"],
    ["the client", "packages/mlflow-js-client/dist/run-handle.js"],
    ["progress lines", "apps/cli/dist/progress-display.js"],
    ["documents", "packages/engine/package.json"],
    ["a component that no run is made of", "packages/losses/dist/loss/focal.js"],
    ["a condition that is not asked for", "packages/datasets/dist/condition/planted.js"],
    ["who is told of a run", "packages/tracking/dist/sink/json-lines.js"],
  ])("are kept where only %s changed", (_, file) => {
    change(file, (text) => (file.endsWith(".json") ? text.replace('"description": "', '"description": "Also: ') : `${text}\nvoid 0;\n`));
    expect(compare().stdout).toContain("Every run was finished before");
  });
});

test("a component that only some methods are made of repeats those alone, and results come back with their code", () => {
  const words = ["methods.mixed.mixer=mixup", "name=parts"];
  compare(...words);
  const before = findingsBelow(path("out/parts-table/clean"));
  const file = "packages/samplers/dist/mixer/mixup.js";
  const code = readFileSync(path(file), "utf8");
  write(file, `${code}\nvoid 0;\n`);
  expect(compare(...words).stdout).toContain("1 run was finished by other code and is repeated;");
  write(file, code);
  expect(compare(...words).stdout).toContain("Every run was finished before");
  expect(findingsBelow(path("out/parts-table/clean"))).toEqual(before);
});

test("a new weighter of batch weights and a sampler that warns are compared, with their controls, without another file", () => {
  // Shu et al., "Meta-Weight-Net", NeurIPS 2019, with one hidden layer.
  write(
    "packages/meta/src/weighter/meta-weight-net.ts",
    `import { dense, relu, reshape, sigmoid } from "@evenkeel/autodiff";
import { defineWeighter } from "@evenkeel/core";
import { randomNormal, zeros } from "@tensorflow/tfjs-core";
import { z } from "zod";

/** w = sigmoid(W2 relu(W1 loss + b1) + b2). */
export default defineWeighter({
  name: "meta-weight-net",
  summary: "a small network from loss to weight",
  config: { hidden: z.int().positive().default(8).describe("units of its hidden layer") },
  declares: () => ({
    learns: {
      what: "batch-weights",
      persists: true,
      meanIsOne: false,
      controls: [{ name: "permuted", note: "shuffled within the class", overlay: { training: { permuteWeights: true } } }],
    },
  }),
  create: ({ hidden }) => ({
    use: "updated",
    init: () => ({ w1: randomNormal([1, hidden], 0, 1, "float32", 1), b1: zeros([hidden]), w2: randomNormal([hidden, 1], 0, 1, "float32", 2), b2: zeros([1]) }),
    weigh: ({ meta, batch }, losses) => reshape(sigmoid(dense(relu(dense(reshape(losses, [batch.size, 1]), meta["w1"]!, meta["b1"]!)), meta["w2"]!, meta["b2"]!)), [batch.size]),
  }),
});
`,
  );
  write(
    "packages/samplers/src/sampler/warning.ts",
    `import { defineSampler } from "@evenkeel/core";

/** Leaves a row out and says so. */
export default defineSampler({
  name: "warning",
  summary: "warns",
  config: {},
  create: () => ({ resample: ({ count }) => ({ rows: Int32Array.from({ length: count - 1 }, (_, i) => i), warnings: ["one row was left out"] }) }),
});
`,
  );
  expect(compile()).toBe("");
  const { stdout, stderr, status } = compare("methods.mwn.weighter=meta-weight-net", "methods.idle.sampler=warning", "name=mwn");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/mwn +0\.\d+/);
  expect(stdout).toMatch(/permuted +0\.\d+/);
  const found = findingsBelow(path("out/mwn-table/clean")) as Record<string, { metrics: object }>;
  expect(found["mwn.permuted/trial-00/result.json"]!.metrics).not.toEqual(found["mwn/trial-00/result.json"]!.metrics);
  expect(stdout.match(/one row was left out/g)).toHaveLength(1);
  expect(stdout).toContain("- idle: one row was left out (all trials)");
}, 180_000);
