import { dispose, scope } from "@evenkeel/autodiff";
import { type Learner, type LearnerRows, type MetricValues, NonFiniteError, type TrainEvent, type Tree, UserError } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { batchSource } from "./batch-source.js";
import { checkedResult } from "./checked-result.js";
import { logitsOf, lossesOf, meanLossOf } from "./evaluate.js";
import { fitModel } from "./fit-model.js";
import { effectiveCount, visitCounter } from "./learning-facts.js";
import { permuted } from "./permuted.js";
import type { StepParts } from "./problem.js";
import { sharesOf } from "./rows.js";
import type { TrainingData, TrainResult, TrainTask } from "./task.js";
import { type Held, type StepOutputs, trainingStep } from "./training-step.js";

/**
 * Trains for `settings.updates` updates and reports what happens, in order, as plain data.
 *
 * Nothing runs until the first event is asked for; abandoning the iteration stops training and disposes its tensors. What a
 * component throws ends the iteration. Losses stay on the device until their window ends; the first that is not finite is
 * named with its step.
 *
 * @throws NonFiniteError if a training or meta loss, or anything that the run found, is not finite: the last update is checked by
 *   nothing but its result.
 */
export async function* train(given: TrainTask): AsyncGenerator<TrainEvent, TrainResult> {
  if (given.model.fit) return yield* fitModel(given);
  // Inherited, not copied: parts of a task are made when they are first asked for.
  const task: TrainTask = given.settings.permuteWeights ? Object.create(given, { learner: { value: permuted(given.learner) } }) : given;
  const { data, settings, learner, hypergradient, now, long = async (work) => work() } = task;
  checkLearner(task);
  const source = batchSource(task);
  const rows = learnerRows(data);
  const facts = learner.facts?.(rows, task.stream("facts", 0)) ?? {};
  const classMass = new Float64Array(data.train.numClasses);
  let held = await long(() => initialState(task, rows));
  const parts: StepParts = { ...partsOf(task), facts };
  const visits =
    learnsOverSteps(learner) && data.synthetic ? visitCounter(data.synthetic.count, learner.parameterOf?.(rows) ?? null) : null;
  const effective: number[] = [];
  let window: WindowStep[] = [];
  let finished = false;
  let lastPause = performance.now();
  const [updating, evaluating] = [longIfSlow(long), longIfSlow(long)];
  try {
    for (let done = 0; done < settings.updates;) {
      const begun = done;
      const innerSteps = Math.min(learner.usesMetaSet ? hypergradient.innerSteps : 1, settings.updates - begun);
      const drawn = source.rows(begun, innerSteps);
      const { held: next, outputs } = await updating(() => scope(() => trainingStep(parts, held, source.values(drawn))));
      held = next;
      done += innerSteps;
      window.push({ step: begun + 1, ...outputs });
      for (const { synthetic } of drawn.inner) visits?.see(synthetic);
      if (!outputs.classMass) addTo(classMass, source.classMass(drawn));
      if (Math.floor(done / settings.window) > Math.floor(begun / settings.window) || done === settings.updates) {
        const read = readWindow(window);
        window = [];
        for (const mass of read.classMasses) addTo(classMass, mass);
        effective.push(...read.effective);
        yield { type: "windowEnded", time: now(), step: done, metrics: read.metrics };
        yield { type: "evaluated", time: now(), step: done, metrics: await evaluating(() => curves(task, held)) };
        const contributions = contributionsOf(learner, held, facts);
        if (contributions) yield { type: "contributionsRecorded", time: now(), step: done, contributions };
      }
      const epoch = Math.floor(done / source.perEpoch);
      if (epoch > Math.floor(begun / source.perEpoch)) yield { type: "epochEnded", time: now(), step: done, epoch };
      if (performance.now() - lastPause > 10) {
        await nextTask();
        lastPause = performance.now();
      }
    }
    const result = checkedResult(
      {
        ...(await long(() => resultOf(task, held, facts))),
        lossPriors: sharesOf(classMass),
        learning: { visits: visits?.counts() ?? null, effectiveExamples: meanOf(effective) },
      },
      data.train.numClasses,
      settings.updates,
    );
    finished = true;
    return result;
  } finally {
    if (!finished) Object.values(held).forEach(dispose);
    window.forEach(disposeOutputs);
    dispose(facts);
    source.dispose();
  }
}

/** From here a signal would wait too long for the event loop. */
const SLOW_MILLISECONDS = 200;

/** Work that was slow the last time is long work. */
function longIfSlow(long: NonNullable<TrainTask["long"]>): NonNullable<TrainTask["long"]> {
  let isSlow = false;
  return async (work) => {
    const begun = performance.now();
    const result = isSlow ? await long(work) : work();
    isSlow = performance.now() - begun > SLOW_MILLISECONDS;
    return result;
  };
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

// Awaiting only resolved promises would starve sockets and timers, so no tracker could send.
const nextTask = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Whether meta-parameters persist, so that an optimizer moves them. */
export const learnsOverSteps = ({ usesMetaSet, anew }: Learner): boolean => usesMetaSet && !anew;

function checkLearner({ learner, data, hypergradient }: TrainTask): void {
  if (learner.usesMetaSet && !data.meta)
    throw new UserError(
      "weighter: expected meta rows to learn from, got none. Raise `protocol.metaFraction`, or choose `weighter=uniform`.",
    );
  if (learner.usesMetaSet && hypergradient.innerSteps > 1 && (learner.anew || learner.use === "updated"))
    throw new UserError(
      `hypergradient: expected one inner step with a weighter that moves the model after the meta step, got ${hypergradient.innerSteps}. Choose \`weighter.use=old\` where the weighter has it, or one step.`,
    );
}

const partsOf = ({ model, loss, optimizer, learner, metaOptimizer, hypergradient }: TrainTask): Omit<StepParts, "facts"> => ({
  model,
  loss,
  optimizer,
  learner,
  metaOptimizer,
  hypergradient,
});

/** What the learner may know of the rows that are drawn now. */
export const learnerRows = ({ train, synthetic, pairing }: TrainingData): LearnerRows => ({
  numClasses: train.numClasses,
  natural: train,
  synthetic,
  pairing,
});

function initialState({ model, optimizer, learner, metaOptimizer, stream }: TrainTask, rows: LearnerRows): Held {
  const params = model.init(stream("init"));
  const meta = learner.init(rows, stream("weighter"));
  return {
    params,
    modelState: model.initState(),
    optimizer: optimizer.init(params),
    meta,
    metaOptimizer: learnsOverSteps(learner) ? metaOptimizer.init(meta) : {},
  };
}

type WindowStep = StepOutputs & { readonly step: number };

/** The means of a window, read from the device at once; its tensors are disposed. */
function readWindow(window: readonly WindowStep[]): { metrics: MetricValues; classMasses: ArrayLike<number>[]; effective: number[] } {
  const meanOver = (quantity: string, of: (step: WindowStep) => Tensor | null): number | null => {
    const values = window.flatMap((step) => {
      const tensor = of(step);
      if (!tensor) return [];
      const value = tensor.dataSync()[0]!;
      if (!Number.isFinite(value)) throw new NonFiniteError(step.step, quantity, value);
      return [value];
    });
    return meanOf(values);
  };
  try {
    const means = {
      "train/loss": meanOver("the training loss", ({ loss }) => loss),
      "meta/loss": meanOver("the meta loss", ({ metaLoss }) => metaLoss),
      "hypergradient/norm": meanOver("the norm of the hypergradient", ({ hypergradientNorm }) => hypergradientNorm),
    };
    return {
      metrics: Object.fromEntries(Object.entries(means).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
      classMasses: window.flatMap(({ classMass }) => (classMass ? [classMass.dataSync()] : [])),
      effective: window.flatMap(({ weightTotals }) => (weightTotals ? [effectiveCount(weightTotals)] : [])),
    };
  } finally {
    window.forEach(disposeOutputs);
  }
}

function addTo(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

function disposeOutputs({ loss, metaLoss, hypergradientNorm, classMass, weightTotals }: StepOutputs): void {
  for (const tensor of [loss, metaLoss, hypergradientNorm, classMass, weightTotals]) tensor?.dispose();
}

/** Losses over whole sets, for the learning curves; nothing is chosen by them. */
function curves({ model, loss, data, stream }: TrainTask, { params, modelState }: Held): MetricValues {
  return { "test/loss": meanLossOf({ model, params, modelState }, loss, data.test, stream) };
}

/** The weight of each synthetic row, learned or given; null where none has one. */
function contributionsOf({ readings }: Learner, { meta }: Held, facts: Tree): Float64Array | null {
  return scope(() => {
    const weight = readings?.({ meta, facts })["weight"];
    return weight ? Float64Array.from((weight as Tensor).dataSync()) : null;
  });
}

function resultOf(
  { model, loss, data, learner, settings, stream }: TrainTask,
  held: Held,
  facts: Tree,
): Omit<TrainResult, "learning" | "lossPriors"> {
  const trained = { model, params: held.params, modelState: held.modelState };
  return {
    state: { ...held, step: settings.updates },
    testLogits: logitsOf(trained, data.test),
    syntheticLosses: data.synthetic && lossesOf(trained, loss, data.synthetic, stream),
    contributions: contributionsOf(learner, held, facts),
  };
}
