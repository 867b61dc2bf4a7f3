import { type Batch, type Catalog, randomState, type Rng, type RoleName, type Service } from "@evenkeel/core";
import { catalogs as losses } from "@evenkeel/losses";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { type Held, type StepParts, trainingStep } from "@evenkeel/trainer";
import * as tf from "@tensorflow/tfjs-core";
import type { StepCase } from "./cases.js";

/** Runs a number of training steps, reads the last loss, and returns milliseconds per step. */
export type TimedWindow = (numSteps: number) => number | Promise<number>;

/** The step of a run: model, loss, optimizer and weighter as the trainer puts them together. */
export function ourSteps(subject: StepCase, weighter: "uniform" | "learning-to-reweight" = "uniform"): TimedWindow {
  const rng = randomState(1);
  const parts = partsOf(subject, weighter);
  const batch = randomBatch(subject, subject.batchSize, rng);
  const metaBatch = weighter === "uniform" ? null : randomBatch(subject, 512, rng);
  const params = parts.model.init(rng);
  let held: Held = { params, modelState: parts.model.initState(), optimizer: parts.optimizer.init(params), meta: {}, metaOptimizer: {} };
  let step = 0;
  const given = { inner: [{ given: {} }], outer: { given: {} } };
  const once = (): tf.Tensor => {
    step++;
    const update = Object.fromEntries(Object.entries(parts.optimizer.inputs(step, 1)).map(([name, of]) => [name, tf.tensor1d(of)]));
    const { held: next, outputs } = trainingStep(parts, held, {
      inner: [batch],
      outer: metaBatch,
      given,
      updates: [update],
      metaUpdate: {},
    });
    for (const tensor of Object.values(update)) tensor.dispose();
    held = next;
    const { loss, ...others } = outputs;
    for (const tensor of Object.values(others)) tensor?.dispose();
    return loss;
  };
  return (numSteps) => {
    const start = performance.now();
    for (let i = 1; i < numSteps; i++) once().dispose();
    const loss = once();
    loss.dataSync();
    loss.dispose();
    return (performance.now() - start) / numSteps;
  };
}

function partsOf({ model, settings, shape, numClasses }: StepCase, weighter: string): StepParts {
  return {
    model: make(models.model, model, settings, { featureShape: shape, numClasses }),
    loss: make(losses.loss, "softmax-cross-entropy"),
    optimizer: make(optimizers.optimizer, "sgd", { learningRate: 0.01, momentum: 0.9 }),
    learner: make(meta.weighter, weighter),
    facts: {},
    metaOptimizer: make(optimizers.optimizer, "sgd", { learningRate: 0.01 }),
    hypergradient: make(meta.hypergradient, "one-step"),
  };
}

function make<Role extends RoleName>(
  catalog: Pick<Catalog<Role>, "get">,
  name: string,
  settings: object = {},
  ...dependencies: unknown[]
): Service<Role> {
  const component = catalog.get(name);
  return component.create(component.schema.parse({ name, ...settings }), ...dependencies);
}

function randomBatch({ shape, numClasses }: StepCase, size: number, rng: Rng): Batch {
  const features = tf.tensor(
    Float32Array.from({ length: size * tf.util.sizeFromShape([...shape]) }, () => rng.normal()),
    [size, ...shape],
  );
  const labels = Int32Array.from({ length: size }, () => rng.integer(numClasses));
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), numClasses), "float32"));
  return { features, targets, size, numNatural: size, synthetic: null, given: {} };
}
