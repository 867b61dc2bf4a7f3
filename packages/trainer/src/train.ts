import { dispose, scope } from "@evenkeel/autodiff";
import type { Learner, RunState, Started, RunEvent, Tree } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkTask } from "./check-task.js";
import { checkedResult } from "./checked-result.js";
import { type Draw, learnerRows, openDraws } from "./draws.js";
import { logitsOf, lossesOf } from "./evaluate.js";
import { type Evaluated, evaluationOf, foundIn } from "./evaluation.js";
import { fitModel } from "./fit-model.js";
import { givenModel } from "./given-model.js";
import { visitCounter, type VisitCounter } from "./learning-facts.js";
import { divided, modelOf, together } from "./moving-part.js";
import { permuted } from "./permuted.js";
import { openSelector } from "./selector.js";
import { Tally } from "./tally.js";
import type { Tested, TrainResult, TrainTask } from "./task.js";
import { type Held, trainingStep } from "./training-step.js";

/**
 * Trains for `settings.updates` updates, or until the selection has seen enough, and reports what happens, in order, as plain data.
 *
 * Nothing runs until the first event is asked for; abandoning the iteration stops training and disposes its tensors. What a
 * component throws ends the iteration. Losses stay on the device until their window ends; the first that is not finite is
 * named with its step.
 *
 * @throws NonFiniteError if a training or meta loss, or anything that the run found, is not finite: the last update is checked by
 *   nothing but its result.
 */
export async function* train(given: TrainTask): AsyncGenerator<RunEvent, TrainResult> {
  if (given.model.given) return givenModel(given);
  if (given.model.fit) return yield* fitModel(given);
  const { data, settings, hypergradient, onState, now, long = async (work) => work() } = given;
  checkTask(given);
  const start = divided(await long(() => given.start(given.model, given.stream("init"))), settings.moves);
  // Inherited, not copied: parts of a task are made when they are first asked for.
  const task: TrainTask = Object.create(given, {
    model: { value: modelOf(given.model, start, settings.moves) },
    ...(settings.permuteWeights && { learner: { value: permuted(given.learner, given.learned) } }),
  });
  const { learner } = task;
  const before = task.from?.totals ?? {};
  const tally = new Tally(data.train.numClasses, before);
  const visits = visitsOf(task, before["visits"]);
  const draws = openDraws(task);
  const selector = openSelector(task);
  if (task.from) [start.moving.params, start.moving.modelState].forEach((tree) => dispose(tree));
  let held: Held = task.from ?? (await long(() => initialState(task, start.moving)));
  let finished = false;
  let lastPause = performance.now();
  const [updating, evaluating] = [longIfSlow(long), longIfSlow(long)];
  const stateAt = (step: number): RunState => ({
    ...treesOf(held),
    step,
    selected: selector.kept().selected,
    drawnBy: draws.drawnBy(),
    totals: { ...tally.totals(), ...(visits && { visits: visits.totals() }), ...selector.kept().totals },
    run: task.run ?? "",
  });
  try {
    let done = task.from?.step ?? 0;
    let { isOver } = selector;
    while (done < settings.updates && !isOver) {
      const begun = done;
      const { source, parts, untilRedrawn } = draws.at(begun, held);
      const innerSteps = Math.min(hypergradient?.innerSteps ?? 1, settings.updates - begun, untilRedrawn);
      const drawn = source.rows(begun, innerSteps);
      const stepped = await updating(() => scope(() => trainingStep(parts, held, source.values(drawn))));
      held = stepped.held;
      done += innerSteps;
      const passed = (every: number): boolean => Math.floor(done / every) > Math.floor(begun / every);
      tally.add(begun + 1, stepped.outputs, () => source.classMass(drawn));
      for (const { synthetic } of drawn.inner) visits?.see(synthetic);
      const isLast = done === settings.updates;
      let found: Evaluated | null = null;
      if (passed(settings.evaluation.every) || isLast) {
        tally.check();
        found = await evaluating(() => evaluationOf(task, task.loss, held, () => tally.lossPriors(), done));
        isOver = selector.see(found, held, done);
      }
      const closes = passed(settings.window) || isLast || isOver;
      if (closes) yield { type: "windowEnded", time: now(), step: done, metrics: tally.closeWindow() };
      if (found) yield* foundIn(found, done, now());
      if (closes) {
        const contributions = contributionsOf(learner, held, parts.facts);
        if (contributions) yield { type: "contributionsRecorded", time: now(), step: done, contributions };
      }
      if (passed(source.perEpoch)) yield { type: "epochEnded", time: now(), step: done, epoch: Math.floor(done / source.perEpoch) };
      if (onState && passed(onState.every)) onState.take(stateAt(done));
      if (performance.now() - lastPause > 10) {
        await nextTask();
        lastPause = performance.now();
      }
    }
    const last = draws.at(done - 1, held);
    const tested = selector.tested(held, done);
    const result = checkedResult(
      {
        ...(await long(() => findings(task, tested, last))),
        state: stateAt(done),
        tested: { ...tested, ...together(tested, start.still) },
        still: start.still,
        lossPriors: tally.lossPriors(),
        learning: { visits: visits?.counts() ?? null, effectiveExamples: tally.effectiveExamples() },
      },
      data.train.numClasses,
      tested.step,
    );
    finished = true;
    return result;
  } finally {
    if (!finished) Object.values(treesOf(held)).forEach(dispose);
    if (!finished) selector.dispose();
    if (!finished) dispose(draws.drawnBy());
    if (!finished) [start.still.params, start.still.modelState].forEach((tree) => dispose(tree));
    tally.dispose();
    draws.dispose();
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

// Awaiting only resolved promises would starve sockets and timers, so no tracker could send.
const nextTask = () => new Promise<void>((resolve) => setImmediate(resolve));

function initialState({ optimizer, learner, metaOptimizer, data, stream }: TrainTask, { params, modelState }: Started): Held {
  const meta = learner.init(learnerRows(data.train, data), stream("weighter"));
  return {
    params,
    modelState,
    optimizer: optimizer.init(params),
    meta,
    metaOptimizer: metaOptimizer?.init(meta) ?? {},
  };
}

const treesOf = ({ params, modelState, optimizer, meta, metaOptimizer }: Held): Held => ({
  params,
  modelState,
  optimizer,
  meta,
  metaOptimizer,
});

function visitsOf({ learner, learned, data }: TrainTask, before?: Float64Array): VisitCounter | null {
  if (!learned?.persists || !data.synthetic || !learner.readings) return null;
  return visitCounter(data.synthetic.count, learner.parameterOf?.(learnerRows(data.train, data)) ?? null, before);
}

/** The weight of each synthetic row, learned or given; null where none has one. */
function contributionsOf({ readings }: Learner, { meta }: Pick<Held, "meta">, facts: Tree): Float64Array | null {
  return scope(() => {
    const weight = readings?.({ meta, facts })["weight"];
    return weight ? Float64Array.from((weight as Tensor).dataSync()) : null;
  });
}

function findings(
  { model, loss, data, learner, stream }: TrainTask,
  tested: Tested,
  { rows, parts }: Draw,
): Pick<TrainResult, "testLogits" | "syntheticLosses" | "contributions" | "rows"> {
  const trained = { model, params: tested.params, modelState: tested.modelState };
  return {
    testLogits: logitsOf(trained, data.test),
    syntheticLosses: rows.synthetic && lossesOf(trained, loss, rows.synthetic, stream),
    contributions: contributionsOf(learner, tested, parts.facts),
    rows,
  };
}
