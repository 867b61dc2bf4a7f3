import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";

const { run } = workbench();

const FITTED = ["model=logistic-regression"];

test.each([
  "weighter=learning-to-reweight",
  "weighter=uniform",
  "mixer=mixup",
  "loss=focal",
  "optimizer.learningRate=0.1",
  "metaOptimizer.learningRate=0.1",
  "hypergradient=identity",
  "index=anchor",
  "partner=nearest",
  "training.updates=5",
  "training={batchSize: 16}",
])("a model that is fitted at once refuses %s", (setting) => {
  const { status, stderr } = run(["run", ...FITTED, setting, "--cfg"]);
  expect(stderr).toMatch(
    /^[\w.]+: expected a setting that something in the run reads, got one that nothing does: model=logistic-regression is fitted at once/,
  );
  expect(stderr).toContain("Leave it out.");
  expect(status).toBe(1);
});

test("what it does read it takes: sampler, class weights, adjustment", () => {
  const { status, stdout } = run([
    "run",
    ...FITTED,
    "training.rows=auto",
    "sampler=pairing",
    "label=soft",
    "partner=nearest",
    "classWeights=inverse-frequency",
    "adjustment=logit-adjustment",
    "--cfg",
  ]);
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/^(weighter|mixer|loss|optimizer):/m);
});

test("a comparison refuses them in a method", () => {
  const { status, stderr } = run([
    "compare",
    "methods.mwn.model=logistic-regression",
    "methods.mwn.weighter=learning-to-reweight",
    "trials=1",
    "--cfg",
  ]);
  expect(stderr).toMatch(
    /^method mwn: weighter: expected a setting that something in the run reads, got one that nothing does: model=logistic-regression is fitted at once/,
  );
  expect(status).toBe(1);
});

test("a weighter for all methods makes no control of one that is fitted", () => {
  const { status, stdout } = run(["compare", "weighter=learning-to-reweight", "contrasts=[]", "~methods.learned", "trials=1", "--cfg"]);
  expect(status).toBe(0);
  expect(stdout).toContain("plain.permuted:");
  expect(stdout).not.toContain("logistic-regression.");
});
