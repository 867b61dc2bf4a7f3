import { writeFileSync } from "node:fs";
import { startEngine } from "@evenkeel/engine";
import { splitManifest } from "@evenkeel/datasets";
import { temporaryFile } from "@evenkeel/testing";
import { applyOverrides, type ConfigTree, parseOverride, runSettings } from "@evenkeel/compose";
import { roles, UserError } from "@evenkeel/core";
import { scoresOf } from "@evenkeel/trainer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { baseConfig } from "../workbench/config-files.js";
import { workbenchOf } from "../workbench/workbench.js";
import { openRun } from "./open-run.js";
import { sinksOf } from "./sinks.js";
import { disposeRun, trainRun } from "./train-run.js";

const bench = workbenchOf();
const { catalogs, choices } = bench;

const UNREAD = "expected a setting that something in the run reads, got one that nothing does";
/** What the trainer says on its own of a setting that is refused before. */
const UNREAD_BY_TRAINER = "training.permuteWeights: expected a weighter that makes the weights of each batch anew";
const SYNTHETIC = 12;

/** Which roles' components were used: asked for anything, or called. */
let used = new Set<string>();

function watched<Service>(role: string, service: Service): Service {
  if (typeof service !== "object" && typeof service !== "function") return service;
  return new Proxy(service as object, {
    get(target, key) {
      used.add(role);
      const value = Reflect.get(target, key) as unknown;
      return typeof value === "function" && key !== "inputs" ? value.bind(target) : value;
    },
    apply(target, self, args) {
      used.add(role);
      return Reflect.apply(target as (...given: unknown[]) => unknown, self, args) as unknown;
    },
  }) as Service;
}

const originals = new Map<string, (name: string) => any>();
beforeAll(async () => {
  await startEngine({ name: "wasm" });
  for (const [role, catalog] of Object.entries(catalogs)) {
    const get = catalog.get.bind(catalog);
    originals.set(role, get);
    Object.assign(catalog, {
      get: (name: string) => {
        const component = get(name);
        return { ...component, create: (...args: [never]) => watched(role, component.create(...args) as unknown) };
      },
    });
  }
});
beforeAll(async () => {
  const { split, dataset } = await openRun(bench, written("sampler=smote"));
  const lines = Array.from({ length: SYNTHETIC }, (_, i) => `${splitManifest(split, dataset).hash},${1 + (i % 3)}`);
  writeFileSync(weightsFile, ["split,weight", ...lines].join("\n"));
});
afterAll(() => originals.forEach((get, role) => Object.assign(catalogs[role]!, { get })));

const models = ["mlp model.hidden=[3]", "logistic-regression"];
/** Weights of synthetic rows that another program found for the trial of these cases. */
const weightsFile = temporaryFile("weights.csv", "");
const settingsOf: Readonly<Record<string, string>> = {
  "fixed-contributions": `weighter.weights=[${new Array(SYNTHETIC).fill(1.5).join(",")}]`,
  "weights-from-file": `weighter.of=synthetic weighter.path=${weightsFile}`,
};
const weighters = catalogs["weighter"]!.names.map((name) => [name, settingsOf[name] ?? []].flat().join(" "));
const cases = models.flatMap((model) =>
  weighters.flatMap((weighter) => ["smote", "pairing"].map((sampler) => [`model=${model} weighter=${weighter} sampler=${sampler}`])),
);

const written = (line: string): ConfigTree =>
  applyOverrides(
    baseConfig(bench),
    `protocol.classCounts=[24,12] training.updates=9 training.batchSize=8 training.window=3 ${line}`.split(" ").map(parseOverride),
    choices,
  );

/** What a run does to the outside: its events, its result, its scores; or why it is refused. */
async function outcome(config: ConfigTree): Promise<string> {
  try {
    const run = await openRun(bench, config);
    const events = [];
    const training = trainRun(run);
    let next = await training.next();
    for (; !next.done; next = await training.next()) events.push({ ...next.value, time: 0 });
    const { testLogits, lossPriors, updates, learned, warnings } = next.value;
    const { contributions, syntheticLosses, learning } = learned.result;
    const { scoring, data } = run.task;
    const scored = scoresOf({ ...scoring, adjustment: next.value.adjustment }, data.test, testLogits, lossPriors, updates.tested);
    disposeRun(next.value);
    for (const sink of sinksOf(run, "unused", "")) await sink.close();
    return JSON.stringify([events, scored, lossPriors, updates, warnings, contributions, syntheticLosses, learning]);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const isRefused = async (config: ConfigTree, path: string): Promise<boolean> =>
  openRun(bench, config, [path]).then(
    () => false,
    (error: Error) => {
      if (error instanceof UserError) return error.message.startsWith(`${path}: ${UNREAD}`);
      throw error;
    },
  );

/** Other values of each setting of a run. What has one value only, or is the engine's, changes nothing that a run finds. */
const others: Readonly<Record<string, string | readonly string[] | null>> = {
  seed: "1",
  trial: "1",
  positive: "benign",
  "training.updates": "10",
  "training.batchSize": "9",
  "training.metaBatchPerClass": "2",
  "training.window": "4",
  "training.rows": ["train", "labelled", "without-meta"],
  "training.redrawEvery": "1",
  stages: "[{training:{moves:head,updates:2}}]",
  "ensemble.members": "2",
  "training.moves": "head",
  "training.permuteWeights": "true",
  "training.epochs": "4",
  "evaluation.every": "2",
  "evaluation.sets": "[train,test]",
  "evaluation.scores": "[loss,roc_auc]",
  "engine.name": null,
  "engine.fusedMultiplyAdd": null,
};

describe.each(cases)("%s", (line) => {
  test("a role is refused if and only if nothing uses its component, or another leaves it idle", async () => {
    used = new Set();
    const { config, plan } = await openRun(bench, written(line));
    await outcome(written(line));
    const names = Object.keys(roles);
    expect(names.filter((role) => plan.reads(role))).toEqual(names.filter((role) => used.has(role)));
    const chosen = Object.keys(config.components);
    const refused = await Promise.all(chosen.map((role) => isRefused(written(line), role)));
    expect(chosen.filter((_, i) => refused[i])).toEqual(chosen.filter((role) => !used.has(role) || plan.idle.has(role)));
  });

  test("a setting of the run is refused if and only if another value changes nothing", async () => {
    const before = await outcome(written(line));
    for (const path of runSettings.keys()) {
      const values = others[path];
      expect(values).not.toBe(undefined);
      const changed = [values ?? []].flat().map((value) => written(`${line} ${path}=${value}`));
      if (changed.length === 0) continue;
      const outcomes = await Promise.all(changed.map(outcome));
      const isRead = outcomes.some((after) => after !== before && !after.startsWith(UNREAD_BY_TRAINER));
      expect([path, await isRefused(changed[0]!, path)]).toEqual([path, !isRead]);
    }
  });
});
