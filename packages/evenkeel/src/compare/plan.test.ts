import { applyOverrides, type ConfigTree, mergeConfig, parseOverride } from "@evenkeel/compose";
import { parseComparison } from "@evenkeel/experiment";
import { expect, test } from "vitest";
import { baseConfig, experimentFile } from "../workbench/config-files.js";
import { workbenchOf } from "../workbench/workbench.js";
import { planComparison } from "./plan.js";

const bench = workbenchOf();
const { choices } = bench;
const takesOfLearned = [{ role: "weighter", setting: "weights", method: "learned", what: "contributions" }];

function plan(words: readonly string[] = [], experiment: readonly string[] = []) {
  const comparison = parseComparison(applyOverrides(experimentFile(bench, "main"), experiment.map(parseOverride), []));
  const overrides = words.map(parseOverride);
  const base = applyOverrides(mergeConfig(baseConfig(bench), comparison.run as ConfigTree, choices), overrides, choices);
  return planComparison(
    bench,
    comparison,
    base,
    overrides.map(({ path }) => path.join(".")),
  );
}

test("controls of learned parts are made, and equal ones are run once", async () => {
  const { methods } = await plan();
  const equal = Object.fromEntries(methods.filter(({ equalTo }) => equalTo !== null).map(({ name, equalTo }) => [name, equalTo]));
  expect(equal).toEqual({
    "reweighting.uniform-mass": "reweighting.frozen",
    "reweighting.train-only": "reweighting.frozen",
    "learned.uniform-mass": "learned.frozen",
    "learned.train-only": "learned.frozen",
  });
  expect(methods.find(({ name }) => name === "learned.permuted")!.takes).toEqual(takesOfLearned);
});

test("a post-hoc adjustment is known to rank as what it adjusts", async () => {
  const { methods } = await plan();
  expect(methods.find(({ name }) => name === "logit-adjustment")!.adjusts).toBe("plain");
});

test("uniform mass is a run of its own where the mass is learned too", async () => {
  const { methods } = await plan(["constraint.mean=free"]);
  expect(methods.find(({ name }) => name === "learned.uniform-mass")).toMatchObject({ equalTo: null, takes: takesOfLearned });
});

test("every trial's train, meta and test are disjoint, and the test folds of a repeat cover all rows", async () => {
  const { splits, numTrials, dataset } = await plan();
  expect(numTrials).toBe(10);
  for (const { train, meta, test: held } of splits) {
    expect(new Set([...train, ...meta, ...held]).size).toBe(train.length + meta.length + held.length);
    expect([train.length, meta.length]).toEqual([210, 84]);
  }
  const covered = splits.slice(0, 5).flatMap(({ test: held }) => held);
  expect(new Set(covered).size).toBe(dataset.numExamples);
  expect(covered.length).toBe(dataset.numExamples);
});

test.each([
  [["label=remix"], [], "label: expected a setting that some method reads, got one that none does"],
  [[], ["methods.mine.index=anchor"], "method mine: index: expected a setting that something in the run reads"],
  [[], ["contrasts=[[learned,plian]]"], "contrasts: expected one of logistic-regression, plain"],
  [[], ["primary=accuracy"], "primary: expected one of average_precision_at_ratio"],
])("%j %j is refused", async (words, experiment, message) => {
  await expect(plan(words, experiment)).rejects.toThrow(message);
});

test("parts that cannot interact are the simpler method, and run once", async () => {
  const soft = ["sampler=pairing", "partner=nearest-same-class"].map((word) => `methods.mine.${word}`);
  const { methods } = await plan(
    [],
    [...soft, "methods.mine.label=soft", ...soft.map((word) => word.replace("mine", "simple")), "methods.simple.label=hard"],
  );
  expect(methods.find(({ name }) => name === "simple")).toMatchObject({ equalTo: "mine" });
});

test("who chooses the tested state by test rows says so in the title, and by validation rows trains without them", async () => {
  const { methods } = await plan(
    ["protocol.validationFraction=0.1"],
    ["methods.flattered={title: flattered, selection: best-on-test}", "methods.held={title: held, selection: best-on-validation}"],
  );
  const of = (name: string) => methods.find((method) => method.name === name)!;
  expect([of("plain"), of("flattered"), of("held"), of("learned")].map(({ title, rows }) => [title, rows])).toEqual([
    ["plain", ["train", "meta", "validation"]],
    ["flattered (state chosen on test rows)", ["train", "meta", "validation"]],
    ["held", ["train", "meta"]],
    ["learned contributions", ["train", "validation"]],
  ]);
});

test("a method is made of the components of all its stages, but not of its condition and sinks", async () => {
  const { methods } = await plan([], ["methods.staged={title: staged, stages: [{batcher: class-balanced, optimizer: sgd}]}"]);
  const of = (name: string) => methods.find((method) => method.name === name)!.components.map(({ role, name: own }) => `${role}=${own}`);
  expect(of("staged").filter((component) => !of("plain").includes(component))).toEqual(["batcher=class-balanced", "optimizer=sgd"]);
  expect(of("plain").filter((component) => /^(condition|sink|launcher)=/.test(component))).toEqual([]);
});

test("what a later stage alone reads, and the content of a model's file, tell runs apart", async () => {
  const identity = async (...more: string[]): Promise<string> => {
    const { methods } = await plan([], ["methods={staged:{sampler:smote}}", "reference=staged", "contrasts=[]", "controls=false", ...more]);
    return methods[0]!.identity;
  };
  const stage = "methods.staged.stages=[{weighter: learned-contributions, training: {moves: head}}]";
  const staged = await identity(stage);
  // The first training has no meta batches.
  expect(await identity(stage, "run.training.metaBatchPerClass=2")).not.toBe(staged);
  expect(await identity(stage, "run.metaOptimizer.learningRate=0.5")).not.toBe(staged);
  expect(await identity(stage, "run.index=anchor")).not.toBe(staged);
  expect(await identity(stage)).toBe(staged);
  const paired = (k: number) => `methods.staged.stages=[{sampler: pairing, partner: {name: nearest, kNeighbors: ${k}}}]`;
  expect(await identity(paired(2))).not.toBe(await identity(paired(5)));
});

test("controls train on the rows of their method, also where another method alone reads validation rows", async () => {
  const { methods } = await plan(
    ["protocol.validationFraction=0.2"],
    ["methods={plain:{},learned:{sampler:smote,weighter:learned-contributions},early:{selection:best-on-validation}}", "contrasts=[]"],
  );
  const rowsOf = (start: string) => methods.filter(({ name }) => name.startsWith(start)).map(({ rows }) => rows.join());
  expect(rowsOf("plain")).toEqual(["train,meta,validation"]);
  expect(new Set(rowsOf("learned"))).toEqual(new Set(["train,validation"]));
  expect(rowsOf("early")).toEqual(["train,meta"]);
});

test("learning in a later stage is named as without controls, and one model alone can be handed on", async () => {
  const { notes, methods } = await plan(
    [],
    ["methods={staged:{sampler:smote,stages:[{weighter:learned-contributions}]}}", "reference=staged", "contrasts=[]"],
  );
  expect(notes).toContain("What staged learns in a later stage has no controls: whether it is the learning that helps is not shown.");
  expect(methods.map(({ name, learns }) => [name, learns])).toEqual([["staged", "contributions"]]);
  const taking = ["methods={many:{ensemble:{members:2}},taker:{start:{name:trained,from:{from:many}}}}", "reference=many", "contrasts=[]"];
  await expect(plan([], taking)).rejects.toThrow("expected a method that trains one model (taker), got `many`");
});
