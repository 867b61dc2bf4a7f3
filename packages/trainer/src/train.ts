import { dispose, scope } from "@evenkeel/autodiff";
import { type MetricValues, NonFiniteError, type SyntheticContext, type TrainEvent, UserError, type Weighter } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { batchSource } from "./batch-source.js";
import { checkedResult } from "./checked-result.js";
import { ClassMass } from "./class-mass.js";
import { logitsOf, lossesOf, meanLossOf } from "./evaluate.js";
import { fitModel } from "./fit-model.js";
import { effectiveCount, visitCounter } from "./learning-facts.js";
import type { TrainingData, TrainResult, TrainTask } from "./task.js";
import { permuted } from "./permuted.js";
import { type Held, type Stepped, trainingStep } from "./training-step.js";

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
  const task: TrainTask = given.settings.permuteWeights
    ? Object.create(given, { weighter: { value: permuted(given.weighter, given.stream) } })
    : given;
  const { data, settings, weighter, now, long = async (work) => work() } = task;
  const batches = batchSource(task);
  const classMass = new ClassMass(data.train.numClasses);
  let held = await long(() => initialState(task));
  const visits = learnsOverSteps(weighter) && data.synthetic ? visitCounter(data.synthetic.count, weighter.parameterOf?.() ?? null) : null;
  const effective: number[] = [];
  let window: Stepped[] = [];
  let finished = false;
  let lastPause = performance.now();
  const [updating, evaluating] = [longIfSlow(long), longIfSlow(long)];
  try {
    for (let step = 1; step <= settings.updates; step++) {
      const at = { step, progress: (step - 1) / settings.updates };
      const { stepped, totals, syntheticRows } = await updating(() =>
        scope(() => {
          const batch = batches.training(step - 1);
          return {
            stepped: trainingStep(task, held, batch, batches.meta(step - 1), at),
            totals: batch.targetTotals,
            syntheticRows: batch.syntheticRows,
          };
        }),
      );
      held = stepped.held;
      window.push(stepped);
      classMass.add(totals, stepped.classMass);
      visits?.see(syntheticRows);
      if (step % settings.window === 0 || step === settings.updates) {
        effective.push(...window.flatMap(({ weightTotals: of }) => (of ? [effectiveCount(of)] : [])));
        const metrics = readWindow(window, step);
        window = [];
        yield { type: "windowEnded", time: now(), step, metrics };
        yield { type: "evaluated", time: now(), step, metrics: await evaluating(() => curves(task, held)) };
        const contributions = weighter.contributions?.(held.meta);
        if (contributions) yield { type: "contributionsRecorded", time: now(), step, contributions };
      }
      if (step % batches.perEpoch === 0) yield { type: "epochEnded", time: now(), step, epoch: step / batches.perEpoch };
      if (performance.now() - lastPause > 10) {
        await nextTask();
        lastPause = performance.now();
      }
    }
    const result = checkedResult(
      {
        ...(await long(() => resultOf(task, held, classMass))),
        learning: { visits: visits?.counts() ?? null, effectiveExamples: meanOf(effective) },
      },
      data.train.numClasses,
      settings.updates,
    );
    finished = true;
    return result;
  } finally {
    if (!finished) Object.values(held).forEach(dispose);
    disposeLosses(window);
    classMass.dispose();
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
export const learnsOverSteps = ({ usesMetaSet, linearizeAt }: Weighter): boolean => usesMetaSet && linearizeAt === "current";

function initialState(task: TrainTask): Held {
  const { model, optimizer, weighter, data, stream } = task;
  if (weighter.usesMetaSet && !data.meta)
    throw new UserError(
      "weighter: expected meta rows to learn from, got none. Raise `protocol.metaFraction`, or choose `weighter=uniform`.",
    );
  const params = model.init(stream("init"));
  const meta = weighter.init({
    numNatural: data.naturalRows.length,
    numClasses: data.train.numClasses,
    synthetic: syntheticContext(data),
    rng: stream("weighter"),
  });
  return {
    params,
    modelState: model.initState(),
    optimizer: optimizer.init(params),
    meta,
    metaOptimizer: learnsOverSteps(weighter) ? task.metaOptimizer.init(meta) : {},
  };
}

function syntheticContext({ synthetic, pairing, train }: TrainingData): SyntheticContext | null {
  if (!synthetic) return null;
  const numFeatures = synthetic.features.length / synthetic.count;
  return {
    count: synthetic.count,
    labels: synthetic.labels,
    pairing,
    trainLabels: train.labels,
    features: synthetic.features,
    numFeatures,
  };
}

/** The means of a window, read from the device at once; its tensors are disposed. */
function readWindow(window: readonly Stepped[], lastStep: number): MetricValues {
  const firstStep = lastStep - window.length + 1;
  const meanOf = (quantity: string, tensors: readonly Tensor[]) =>
    tensors.reduce((sum, tensor, i) => {
      const value = tensor.dataSync()[0]!;
      if (!Number.isFinite(value)) throw new NonFiniteError(firstStep + i, quantity, value);
      return sum + value;
    }, 0) / tensors.length;
  try {
    const metaLosses = window.flatMap(({ metaLoss }) => metaLoss ?? []);
    const norms = window.flatMap(({ hypergradientNorm }) => hypergradientNorm ?? []);
    return {
      "train/loss": meanOf(
        "the training loss",
        window.map(({ loss }) => loss),
      ),
      ...(metaLosses.length > 0 && { "meta/loss": meanOf("the meta loss", metaLosses) }),
      ...(norms.length > 0 && { "hypergradient/norm": meanOf("the norm of the hypergradient", norms) }),
    };
  } finally {
    disposeLosses(window);
  }
}

function disposeLosses(window: readonly Stepped[]): void {
  for (const { loss, metaLoss, hypergradientNorm, weightTotals } of window)
    [loss, metaLoss, hypergradientNorm, weightTotals].forEach((tensor) => tensor?.dispose());
}

/** Losses over whole sets, for the learning curves; nothing is chosen by them. */
function curves({ model, loss, data }: TrainTask, { params, modelState }: Held): MetricValues {
  return { "test/loss": meanLossOf({ model, params, modelState }, loss, data.test) };
}

function resultOf({ model, loss, data, weighter, settings }: TrainTask, held: Held, classMass: ClassMass): Omit<TrainResult, "learning"> {
  const trained = { model, params: held.params, modelState: held.modelState };
  return {
    state: {
      ...held,
      step: settings.updates,
    },
    testLogits: logitsOf(trained, data.test),
    syntheticLosses: data.synthetic && lossesOf(trained, loss, data.synthetic),
    contributions: weighter.contributions?.(held.meta) ?? null,
    lossPriors: classMass.shares(),
  };
}
