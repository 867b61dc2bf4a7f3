import { catalogs as losses } from "@evenkeel/losses";
import { numbersOf, scope } from "@evenkeel/autodiff";
import {
  type AnyComponent,
  type Batch,
  type Learner,
  type LearnerRows,
  mix,
  type Optimizer,
  randomState,
  toFloat32,
  type Tree,
} from "@evenkeel/core";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { goldenCases, relativeError, rowsOf, tensorsLeft, useCpu } from "@evenkeel/testing";
import { type Tensor, tensor, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { StepParts } from "./problem.js";
import { asTensors } from "./as-tensors.js";
import { type Held, trainingStep } from "./training-step.js";

useCpu();

type Nested = number | readonly Nested[];
const flat = (values: Nested): number[] => (typeof values === "number" ? [values] : values.flatMap(flat));

interface Network {
  readonly act: "tanh" | "relu" | "softplus";
  readonly params: readonly Nested[];
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly X_val: readonly (readonly number[])[];
  readonly y_val: readonly number[];
}

function component(catalog: { get(name: string): AnyComponent }, name: string, config: object = {}, ...deps: unknown[]) {
  const chosen = catalog.get(name);
  return chosen.create(chosen.schema.parse({ name, ...config }), ...deps);
}

function partsFor(inputs: Network, numClasses: number, learner: Learner, optimizer: Optimizer, facts: Tree = {}): StepParts {
  const hidden = inputs.params
    .filter((_, i) => i % 2 === 0 && i < inputs.params.length - 2)
    .map((kernel) => (kernel as Nested[][])[0]!.length);
  return {
    model: component(models.model, "mlp", { hidden, activation: inputs.act }, { featureShape: [inputs.X[0]!.length], numClasses }),
    loss: component(losses.loss, "softmax-cross-entropy"),
    optimizer,
    learner,
    facts,
    metaOptimizer: component(optimizers.optimizer, "sgd", { learningRate: 1 }),
    hypergradient: component(meta.hypergradient, "one-step"),
  };
}

const treeOf = (arrays: readonly Nested[]): Tree =>
  Object.fromEntries(
    arrays.map((array, i) => {
      const layer = i < arrays.length - 2 ? `body/dense${(i >> 1) + 1}` : "head";
      return [`${layer}/${i % 2 === 0 ? "kernel" : "bias"}`, tensor(array as number[])];
    }),
  );

function batchOf(features: readonly (readonly number[])[], labels: readonly number[], numClasses: number): Batch {
  return {
    features: tensor2d(features.map((row) => [...row])),
    targets: tensor2d(labels.map((label) => Array.from({ length: numClasses }, (_, c) => Number(c === label)))),
    size: labels.length,
    numNatural: labels.length,
    synthetic: null,
    given: {},
  };
}

/** One step of `batch` with the meta batch `outer`. */
const stepOf = (parts: StepParts, held: Held, batch: Batch, outer: Batch, step: number) =>
  trainingStep(parts, held, {
    inner: [batch],
    outer,
    given: { inner: [{ given: {} }], outer: { given: {} } },
    updates: [asTensors(parts.optimizer.inputs(step, 1))],
    metaUpdate: asTensors(parts.metaOptimizer?.inputs(step, 1)),
  });

/** The meta-parameters are the weights themselves. */
const freeWeights: Learner = {
  use: "old",
  init: () => ({}),
  weigh: ({ meta: { weights } }) => weights!,
};

interface OptimizerInputs extends Network {
  readonly weight: readonly number[];
  readonly optimizer: "sgd" | "adam" | "adamw";
  readonly options: Readonly<Record<string, never>>;
  readonly state: { readonly steps_done: number } & Readonly<Record<string, readonly Nested[] | number>>;
}

const WORDS: Readonly<Record<string, string>> = {
  lr: "learningRate",
  momentum: "momentum",
  nesterov: "nesterov",
  weight_decay: "weightDecay",
  eps: "epsilon",
};
const SLOTS: Readonly<Record<string, string>> = { m: "firstMoment", v: "secondMoment" };

/** The optimizers of the goldens whose options are named like ours. */
function optimizerOf({ optimizer, options }: OptimizerInputs): Optimizer {
  const { betas, ...rest } = options as { betas?: [number, number] };
  const settings = Object.fromEntries(Object.entries(rest).map(([key, value]) => [WORDS[key]!, value]));
  return component(optimizers.optimizer, optimizer, { ...settings, ...(betas && { beta1: betas[0], beta2: betas[1] }) });
}

function adamState({ state }: OptimizerInputs, params: Tree): Tree {
  return Object.fromEntries(
    Object.entries(SLOTS).flatMap(([theirs, ours]) => {
      const arrays = state[theirs];
      return Array.isArray(arrays) ? Object.keys(params).map((name, i) => [`${name}/${ours}`, tensor(arrays[i] as number[])] as const) : [];
    }),
  );
}

describe("the hypergradient through the real update", () => {
  const cases = goldenCases<OptimizerInputs, { grad_weight: number[]; lookahead_params: Nested[]; meta_loss: number }>(
    "bilevel_optimizers",
  ).filter(({ name }) => ["sgd-tanh", "sgd-relu", "adam-steady-tanh", "adam-steady-relu", "adam-steady-betas-tanh"].includes(name));
  test.each(cases)("equals PyTorch's double backward: $name", ({ inputs, expected }) => {
    const numClasses = (inputs.params.at(-1) as number[]).length;
    const optimizer = optimizerOf(inputs);
    const params = treeOf(inputs.params);
    const state = inputs.optimizer === "sgd" ? optimizer.init(params) : adamState(inputs, params);
    const held: Held = { params, modelState: {}, optimizer: state, meta: { weights: tensor1d([...inputs.weight]) }, metaOptimizer: {} };
    const parts = partsFor(inputs, numClasses, freeWeights, optimizer);
    const stepped = stepOf(
      parts,
      held,
      batchOf(inputs.X, inputs.y, numClasses),
      batchOf(inputs.X_val, inputs.y_val, numClasses),
      inputs.state.steps_done + 1,
    );
    const hypergradient = numbersOf(stepped.held.meta).map((after, i) => inputs.weight[i]! - after);
    expect(stepped.outputs.metaLoss!.dataSync()[0]).toBeCloseTo(expected.meta_loss, 5);
    expect(relativeError(numbersOf(stepped.held.params), flat(expected.lookahead_params))).toBeLessThan(1e-5);
    // The weights lie near 1 in float32 and the hypergradient is their change: five digits of it survive.
    expect(relativeError(hypergradient, expected.grad_weight)).toBeLessThan(1e-4);
    expect(stepped.outputs.hypergradientNorm!.dataSync()[0]).toBeCloseTo(Math.hypot(...expected.grad_weight), 5);
  });
});

test("the hypergradient of learned contributions equals finite differences of the unrolled problem, away from equal weights", () => {
  const { inputs } = goldenCases<OptimizerInputs, unknown>("bilevel_optimizers").find(({ name }) => name === "heavy-ball-tanh")!;
  const numClasses = (inputs.params.at(-1) as number[]).length;
  const optimizer: Optimizer = component(optimizers.optimizer, "sgd", { learningRate: 2, momentum: 0.9 });
  const learner: Learner = component(
    meta.weighter,
    "learned-contributions",
    {},
    component(meta.index, "row"),
    component(meta.constraint, "softplus"),
  );
  const numSynthetic = 4;
  const labels = Int32Array.from(inputs.y.slice(-numSynthetic));
  const natural = toFloat32(rowsOf(inputs.X, inputs.y, { classNames: Array.from({ length: numClasses }, String) }));
  const itself = Int32Array.from(labels.keys(), (i) => inputs.y.length - numSynthetic + i);
  const ones = new Float64Array(numSynthetic).fill(1);
  const pairing = { anchor: itself, partner: itself, coefficient: ones, labelCoefficient: ones };
  const rows: LearnerRows = { numClasses, natural, synthetic: mix(natural, pairing, { nominal: "blend" }) };
  const parts = partsFor(inputs, numClasses, learner, optimizer, learner.facts!(rows, randomState(0)));
  const batch: Batch = {
    ...batchOf(inputs.X, inputs.y, numClasses),
    numNatural: inputs.y.length - numSynthetic,
    synthetic: tensor1d([0, 1, 2, 3], "int32"),
  };
  const metaBatch = batchOf(inputs.X_val, inputs.y_val, numClasses);

  const stepAt = (free: readonly number[]) => {
    const params = treeOf(inputs.params);
    const held: Held = {
      params,
      modelState: {},
      optimizer: optimizer.init(params),
      meta: { free: tensor1d([...free]) },
      metaOptimizer: {},
    };
    const stepped = stepOf(parts, held, batch, metaBatch, 2);
    return {
      metaLoss: stepped.outputs.metaLoss!.dataSync()[0]!,
      hypergradient: Array.from(numbersOf(stepped.held.meta), (after, i) => free[i]! - after),
    };
  };
  const at = [0.7, -1.1, 0.4, 1.6];
  const difference = at.map((_, i) => {
    const moved = (by: number) => stepAt(at.map((value, j) => value + (i === j ? by : 0))).metaLoss;
    return (moved(0.05) - moved(-0.05)) / 0.1;
  });
  const { hypergradient } = stepAt(at);
  // The meta loss is float32: a difference of 1e-3 over a step of 0.1 keeps two to three digits.
  expect(relativeError(hypergradient, difference)).toBeLessThan(1e-2);
  expect(Math.max(...hypergradient.map(Math.abs))).toBeGreaterThan(1e-3);
});

describe("learning to reweight", () => {
  test.each(goldenCases<Network & { inner_lr: number }, { params_after_sgd_lr: Nested[] }>("bilevel_l2rw"))(
    "moves the model as PyTorch does: $name",
    ({ inputs, expected }) => {
      const learner: Learner = component(meta.weighter, "learning-to-reweight");
      const optimizer: Optimizer = component(optimizers.optimizer, "sgd", { learningRate: inputs.inner_lr });
      const params = treeOf(inputs.params);
      const held: Held = { params, modelState: {}, optimizer: optimizer.init(params), meta: {}, metaOptimizer: {} };
      const numClasses = (inputs.params.at(-1) as number[]).length;
      const stepped = stepOf(
        partsFor(inputs, numClasses, learner, optimizer),
        held,
        batchOf(inputs.X, inputs.y, numClasses),
        batchOf(inputs.X_val, inputs.y_val, numClasses),
        1,
      );
      // Our weights have mean 1 where the paper's have sum 1, and our loss divides by N: the step is the same.
      expect(relativeError(numbersOf(stepped.held.params), flat(expected.params_after_sgd_lr))).toBeLessThan(1e-5);
    },
  );
});

test("a step leaves nothing behind but what it returns", () => {
  const { inputs } = goldenCases<OptimizerInputs, unknown>("bilevel_optimizers")[0]!;
  const optimizer = optimizerOf(inputs);
  const parts = partsFor(inputs, 3, freeWeights, optimizer);
  const [batch, metaBatch] = [batchOf(inputs.X, inputs.y, 3), batchOf(inputs.X_val, inputs.y_val, 3)];
  const params = treeOf(inputs.params);
  let held: Held = {
    params,
    modelState: {},
    optimizer: optimizer.init(params),
    meta: { weights: tensor1d([...inputs.weight]) },
    metaOptimizer: {},
  };
  const left = tensorsLeft(() => {
    for (let step = 1; step <= 3; step++) {
      const { held: next, outputs } = scope(() => stepOf(parts, held, batch, metaBatch, step));
      held = next;
      Object.values(outputs).forEach((tensor) => (tensor as Tensor | null)?.dispose());
    }
  });
  expect(left).toBe(0);
});
