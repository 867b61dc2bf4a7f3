import { dispose, mapNest, numbersOf, scope } from "@evenkeel/autodiff";
import {
  type AnyComponent,
  type Batch,
  type BilevelProblem,
  type Learner,
  mix,
  randomState,
  type Rows,
  toFloat32,
  type Tree,
} from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { catalogs as losses } from "@evenkeel/losses";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { rowsOf } from "@evenkeel/testing";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { learners as others } from "../test/learners.js";
import { asTensors } from "./as-tensors.js";
import { holdRows, takeRows } from "./held-rows.js";
import { bilevelProblem, type StepParts, type StepValues } from "./problem.js";
import { type Held, trainingStep } from "./training-step.js";

beforeAll(async () => void (await startEngine({ name: "wasm" })));

function make(catalog: { get(name: string): AnyComponent }, name: string, config: object = {}, ...deps: unknown[]) {
  const chosen = catalog.get(name);
  return chosen.create(chosen.schema.parse({ name, ...config }), ...deps);
}

const contributions = (use: string): Learner =>
  make(meta.weighter, "learned-contributions", { use }, make(meta.index, "row"), make(meta.constraint, "softplus"));
const learners: Readonly<Record<string, () => Learner>> = {
  contributions: () => contributions("old"),
  contributionsUpdated: () => contributions("updated"),
  ...Object.fromEntries(Object.entries(others).map(([name, learner]) => [name, () => learner])),
};
const updates = {
  sgd: () => make(optimizers.optimizer, "sgd", { learningRate: 0.5 }),
  momentum: () => make(optimizers.optimizer, "sgd", { learningRate: 0.3, momentum: 0.9, weightDecay: 0.01 }),
  adam: () => make(optimizers.optimizer, "adam", { learningRate: 0.1 }),
};

const WIDTH = 4;

function random(labels: readonly number[], seed: number): Rows {
  const rng = randomState(seed);
  const features = labels.map((label) => Array.from({ length: WIDTH }, () => rng.normal() + label));
  return toFloat32(rowsOf(features, labels, { classNames: ["0", "1", "2"] }));
}

const natural = random([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2], 1);
const pairing = {
  anchor: Int32Array.of(9, 10, 6, 7, 11, 8),
  partner: Int32Array.of(10, 3, 0, 8, 6, 9),
  coefficient: Float64Array.of(0.3, 0.6, 0.8, 0.2, 0.55, 0.45),
  labelCoefficient: Float64Array.of(0.3, 0.6, 0.8, 0.2, 0.55, 0.45),
};
const synthetic = mix(natural, pairing, { nominal: "blend" });
const metaRows = random([0, 0, 0, 1, 1, 1, 2, 2, 2], 3);
const rows = { numClasses: 3, natural, synthetic };

interface Setting {
  readonly learner: string;
  readonly update: keyof typeof updates;
  readonly hypergradient: "one-step" | "unroll";
  readonly steps: number;
}

/** What the optimizers are given in the `number`-th meta step, from 1, of so many inner ones. */
const updatesAt = ({ optimizer, metaOptimizer }: StepParts, number: number, steps: number): Pick<StepValues, "updates" | "metaUpdate"> => ({
  updates: Array.from({ length: steps }, (_, k) => asTensors(optimizer.inputs(1 + steps * (number - 1) + k, 1))),
  metaUpdate: asTensors(metaOptimizer!.inputs(number, 1)),
});

function open({ learner: name, update, hypergradient, steps }: Setting): { parts: StepParts; held: Held; values: StepValues } {
  const learner = learners[name]!();
  const [held, outer] = [holdRows([natural, synthetic]), holdRows([metaRows])];
  const batch = (k: number): Batch => {
    const others = Int32Array.of(0, 1, 2, 3, 4, 5).map((row) => (row + k) % 6);
    const own = Int32Array.from({ length: 12 }, (_, i) => (i + 5 * k) % 12);
    const all = Int32Array.of(...own, ...others.map((row) => row + natural.count));
    return { size: 18, numNatural: 12, ...takeRows(held, all), synthetic: asTensors({ others })["others"]!, given: {} };
  };
  const parts: StepParts = {
    model: make(models.model, "mlp", { hidden: [6], activation: "tanh" }, { featureShape: [WIDTH], numClasses: 3 }),
    loss: make(losses.loss, "softmax-cross-entropy"),
    optimizer: updates[update](),
    learner,
    facts: learner.facts?.(rows, randomState(0)) ?? {},
    metaOptimizer: make(optimizers.optimizer, "sgd", { learningRate: 0.05 }),
    hypergradient: make(meta.hypergradient, hypergradient, hypergradient === "unroll" ? { steps } : {}),
  };
  const values: StepValues = {
    inner: Array.from({ length: steps }, (_, k) => batch(k)),
    outer: takeRows(outer, Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8)),
    given: { inner: Array.from({ length: steps }, () => ({ given: {} })), outer: { given: {} } },
    ...updatesAt(parts, 1, steps),
  };
  const params = parts.model.init(randomState(5));
  const start = learner.init(rows, randomState(6));
  let state: Held = {
    params,
    modelState: parts.model.initState(),
    optimizer: parts.optimizer.init(params),
    meta: start,
    metaOptimizer: parts.metaOptimizer!.init(start),
  };
  // A generic point: a few steps into training, m away from where it starts.
  for (let step = 1; step <= 3; step++) state = trainingStep(parts, state, { ...values, ...updatesAt(parts, step, steps) }).held;
  const moved = mapNest((value) => {
    const of = value as Tensor;
    return tensor(
      Float32Array.from(of.dataSync(), (x, i) => x + 0.2 * Math.sin(3 * i + 1)),
      of.shape,
    );
  }, state.meta);
  return { parts, held: { ...state, meta: moved }, values: { ...values, ...updatesAt(parts, 4, steps) } };
}

/** The meta loss after the inner steps at other meta-parameters, by doing them. */
function outerAt({ parts, held, values }: ReturnType<typeof open>, of: Tree): number {
  return scope(() => {
    const problem: BilevelProblem = bilevelProblem(parts, { ...held, meta: of }, values);
    let at = problem.start;
    for (let k = 0; k < problem.steps; k++) {
      const evaluated = problem.evaluate(at, of, k);
      const gradient = evaluated.gradient(problem.weights(of, evaluated.losses, k));
      at = { ...problem.update.step(() => gradient, at, k), modelState: evaluated.modelState };
    }
    return (problem.outer(at.params, of) as Tensor).dataSync()[0]!;
  });
}

const settings: Setting[] = Object.keys(learners).flatMap((learner) => [
  ...(["sgd", "momentum", "adam"] as const).map((update): Setting => ({ learner, update, hypergradient: "one-step", steps: 1 })),
  { learner, update: "adam", hypergradient: "unroll", steps: 1 },
  // Weights after the meta step go with one inner step.
  ...(learner === "contributionsUpdated" || learner.toLowerCase().includes("network")
    ? []
    : (["sgd", "adam"] as const).map((update): Setting => ({ learner, update, hypergradient: "unroll", steps: 2 }))),
]);

describe("the hypergradient equals differences of the inner steps themselves", () => {
  test.each(settings)("$learner, $update, $hypergradient, $steps", (setting) => {
    const opened = open(setting);
    const { parts, held, values } = opened;
    const found = scope(() => parts.hypergradient!.find(bilevelProblem(parts, held, values)).metaGradient);
    const [errors, slopes]: [number[], number[]] = [[], []];
    for (const [name, value] of Object.entries(held.meta)) {
      const of = value as Tensor;
      const start = of.dataSync() as Float32Array;
      const slope = numbersOf(found[name]!);
      for (let i = 0; i < Math.min(start.length, 6); i++) {
        const at = (by: number): number => {
          const moved = tensor(
            start.map((x, j) => (i === j ? x + by : x)),
            of.shape,
          );
          const loss = outerAt(opened, { ...held.meta, [name]: moved });
          moved.dispose();
          return loss;
        };
        const h = 0.02;
        const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        errors.push(Math.abs(difference - slope[i]!));
        slopes.push(Math.abs(difference));
      }
    }
    dispose(found);
    expect(Math.max(...slopes)).toBeGreaterThan(1e-5);
    // Losses are float32 near 1: differences of them over 0.1 keep about five digits after the point.
    expect(Math.max(...errors)).toBeLessThan(2e-3 * Math.max(...slopes) + 6e-6);
  });
});
