import { readFileSync } from "node:fs";
import { concat, scope } from "@evenkeel/autodiff";
import {
  type AnyComponent,
  largest,
  oneBlock,
  type Pairing,
  parentsOf,
  randomState,
  readSafetensors,
  type Rows,
  type Tree,
} from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { catalogs as losses } from "@evenkeel/losses";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { asTensors } from "./as-tensors.js";
import { type HeldRows, holdRows, mixRows, takeRows, weighTargets } from "./held-rows.js";
import { type Held, trainingStep } from "./training-step.js";

/**
 * What the first form of the training step did in 200 steps, written down before it was replaced (test/step-guard): rows, mixes, states
 * before and after, losses. Every bit must stay.
 */
beforeAll(async () => void (await startEngine({ name: "wasm" })));

const STEPS = 200;
const TREES = ["params", "modelState", "optimizer", "meta", "metaOptimizer"] as const;

function make(catalog: { get(name: string): AnyComponent }, name: string, config: object = {}, ...deps: unknown[]) {
  const chosen = catalog.get(name);
  return chosen.create(chosen.schema.parse({ name, ...config }), ...deps);
}

const adam = (config = {}) => make(optimizers.optimizer, "adam", { learningRate: 0.01, ...config });
const sgd = (config: object) => make(optimizers.optimizer, "sgd", { learningRate: 0.1, momentum: 0.9, ...config });
const contributions = (use: string, index: string) =>
  make(meta.weighter, "learned-contributions", { use }, make(meta.index, index), make(meta.constraint, "softplus"));

interface Case {
  readonly shape?: readonly number[];
  readonly optimizer: () => any;
  readonly learner?: () => any;
  readonly loss?: string;
  readonly classWeights?: readonly number[];
  /** Parameters were numbered by the anchors of the draw, and are by training rows. */
  readonly byAnchor?: boolean;
}

const cases: Readonly<Record<string, Case>> = {
  plain: { optimizer: () => adam({ weightDecay: 0.01 }) },
  smote: { optimizer: () => sgd({ weightDecay: 0.001, clipNorm: 1 }) },
  mixup: { optimizer: () => adam(), classWeights: [0.7, 2.3] },
  "learning-to-reweight": { optimizer: () => adam(), learner: () => make(meta.weighter, "learning-to-reweight") },
  "contributions-old": { optimizer: () => adam({ weightDecay: 0.01 }), learner: () => contributions("old", "row") },
  "contributions-updated": { optimizer: () => sgd({}), learner: () => contributions("updated", "anchor"), loss: "focal", byAnchor: true },
  "batch-norm": { shape: [8, 8, 1], optimizer: () => adam(), learner: () => contributions("old", "row") },
};

/** Parameters were not yet named after body and head. */
const ourName = (theirs: string): string => theirs.replace(/^dense2\//, "head/").replace(/^(dense1|stem|block\d)\//, "body/$1/");

test.each(Object.entries(cases))(
  "the bits of 200 steps stay: %s",
  (name, { shape = [8], optimizer, learner, loss, classWeights = [1, 1], byAnchor }) => {
    const { arrays } = readSafetensors(readFileSync(new URL(`../test/step-guard/${name}.safetensors`, import.meta.url)));
    const rowsOf = (part: string): Rows | null => {
      const features = arrays[`${part}/features`];
      if (!features) return null;
      const targets = arrays[`${part}/targets`]!.values as Float32Array;
      const labels = largest(targets, 2);
      const [blocks, ids] = [oneBlock(shape), Int32Array.from(labels.keys())];
      return {
        count: labels.length,
        numClasses: 2,
        classNames: ["0", "1"],
        featureShape: shape,
        features: features.values as Float32Array,
        targets,
        labels,
        ids,
        blocks,
      };
    };
    const [train, metaRows, synthetic] = [rowsOf("train")!, rowsOf("meta")!, rowsOf("synthetic")];
    const pairingIn = (part: string, at: (values: Float64Array | Int32Array) => Float64Array | Int32Array): Pairing | null => {
      const keys = ["anchor", "partner", "coefficient", "labelCoefficient"];
      return arrays[`${part}/anchor`]
        ? (Object.fromEntries(keys.map((key) => [key, at(arrays[`${part}/${key}`]!.values as Float64Array)])) as unknown as Pairing)
        : null;
    };
    const pairingOf = pairingIn("synthetic", (values) => values);
    const origin = { parents: parentsOf([]), relation: {}, ...(pairingOf && { pairing: pairingOf }) };
    const rows = { numClasses: 2, natural: train, synthetic: synthetic && { ...synthetic, origin } };
    const own = learner?.() ?? make(meta.weighter, "uniform");
    const parts = {
      model:
        shape.length > 1
          ? make(models.model, "resnet", { depth: 8, widths: [4, 4, 8] }, { featureShape: shape, numClasses: 2 })
          : make(models.model, "mlp", { hidden: [16] }, { featureShape: shape, numClasses: 2 }),
      loss: make(losses.loss, loss ?? "softmax-cross-entropy"),
      optimizer: optimizer(),
      learner: own,
      facts: own.facts?.(rows, randomState(0)) ?? {},
      metaOptimizer: make(optimizers.optimizer, "adam", { learningRate: 0.05, lazy: true }),
      hypergradient: make(meta.hypergradient, "one-step"),
    };
    const anchors = byAnchor ? [...new Set(pairingOf!.anchor)].sort((a, b) => a - b) : [];
    const treeOf = (when: string, part: string): Tree => {
      const prefix = `${when}/${part}/`;
      return Object.fromEntries(
        Object.entries(arrays).flatMap(([key, { shape: of, values }]) => {
          if (!key.startsWith(prefix)) return [];
          const name = ourName(key.slice(prefix.length));
          if (!byAnchor || !part.startsWith("meta")) return [[name, tensor(values as Float32Array, [...of])]];
          const spread = new Float32Array(train.count);
          anchors.forEach((anchor, i) => (spread[anchor] = values[i]!));
          return [[name, tensor(spread, [train.count])]];
        }),
      );
    };
    let held = Object.fromEntries(TREES.map((part) => [part, treeOf("before", part)])) as unknown as Held;
    const [onDevice, syntheticRows, metaOnDevice] = [holdRows([train]), synthetic && holdRows([synthetic]), holdRows([metaRows])];
    const cut = (part: string, step: number) => {
      const of = arrays[`steps/${part}`];
      return of ? of.values.slice(step * of.shape[1]!, (step + 1) * of.shape[1]!) : new Int32Array(0);
    };
    const lossesSeen: number[] = [];
    const metaLosses: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      const [natural, others, outer] = ["natural", "synthetic", "meta"].map((part) => cut(part, step) as Int32Array) as [
        Int32Array,
        Int32Array,
        Int32Array,
      ];
      const pairing =
        pairingIn("steps", () => new Int32Array(0)) && pairingIn("steps", (values) => values.slice(step * 16, (step + 1) * 16));
      const stepped = scope(() => {
        const taken = [
          pairing ? mixRows(onDevice, pairing) : takeRows(onDevice, natural),
          ...(others.length > 0 ? [takeRows(syntheticRows as HeldRows, others)] : []),
        ];
        const features = concat(taken.map((part) => part.features));
        const targets = concat(taken.map((part) => part.targets));
        const batch = {
          size: natural.length + others.length,
          numNatural: natural.length,
          features,
          targets: weighTargets(targets, classWeights),
          synthetic: others.length > 0 ? asTensors({ others })["others"]! : null,
          given: {},
        };
        const given = { inner: [{ given: {} }], outer: { given: {} } };
        return trainingStep(parts, held, {
          inner: [batch],
          outer: outer.length > 0 ? takeRows(metaOnDevice, outer) : null,
          given,
          updates: [asTensors(parts.optimizer.inputs(step + 1, 1))],
          metaUpdate: asTensors(parts.metaOptimizer?.inputs(step + 1, 1)),
        });
      });
      held = stepped.held;
      lossesSeen.push(stepped.outputs.loss.dataSync()[0]!);
      if (stepped.outputs.metaLoss) metaLosses.push(stepped.outputs.metaLoss.dataSync()[0]!);
    }
    expect(lossesSeen).toEqual([...arrays["steps/loss"]!.values]);
    expect(metaLosses).toEqual([...(arrays["steps/metaLoss"]?.values ?? [])]);
    for (const part of TREES) {
      const [now, before] = [held[part], treeOf("after", part)];
      expect([part, ...Object.keys(now).sort()]).toEqual([part, ...Object.keys(before).sort()]);
      for (const key of Object.keys(before)) {
        const values = [...(now[key] as Tensor).dataSync()];
        const expected = [...(before[key] as Tensor).dataSync()];
        // Entries of training rows that are no anchor belong to nobody.
        const places = byAnchor && part.startsWith("meta") ? anchors : [...values.keys()];
        expect(
          places.map((i) => values[i]),
          `${part}/${key}`,
        ).toEqual(places.map((i) => expected[i]));
      }
    }
  },
);
