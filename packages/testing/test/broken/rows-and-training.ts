// What makes rows, trials, batches, updates and workers: each breaks one rule of its contract, beside the right ones that they are made of. `rejects.test.ts` runs their suites.
import { add, mul, scale } from "@evenkeel/autodiff";
import {
  type Augmenter,
  type Column,
  type Dataset,
  defineAugmenter,
  defineDataset,
  defineEncoder,
  defineHypergradient,
  defineImputer,
  defineLauncher,
  defineProtocol,
  defineSchedule,
  defineSelection,
  defineStart,
  type Encoder,
  type FittedEncoder,
  type FittedImputer,
  type Hypergradient,
  type Imputer,
  type Launcher,
  type Model,
  type Protocol,
  type Queue,
  type QueuedCell,
  type RowShape,
  type Schedule,
  type Start,
  type Tree,
  type WorkerEvent,
} from "@evenkeel/core";
import { tensor, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import {
  testAugmenter,
  testDataset,
  testEncoder,
  testHypergradient,
  testImputer,
  testLauncher,
  testProtocol,
  testSchedule,
  testSelection,
  testStart,
} from "../../src/index.js";
import { broken } from "./broken.js";

// An encoder that subtracts the mean of the fitted rows.
const meanOf = ({ values }: Dataset, rows: ArrayLike<number>): number[] =>
  [0, 1, 2].map((column) => Array.from(rows).reduce((sum, row) => sum + values[3 * row + column]!, 0) / rows.length);
const centred = (mean: readonly number[], shape: RowShape): FittedEncoder => ({
  state: [...mean],
  featureShape: shape.featureShape,
  encode: (values) => Float64Array.from(values, (value, i) => value - mean[i % 3]!),
});
const encoder: Encoder = {
  fit: (dataset, rows) => centred(meanOf(dataset, rows), dataset),
  read: (state, rows) => centred(state as number[], rows),
};
const encoders: Record<string, Encoder> = {
  right: encoder,
  "reads all rows": { ...encoder, fit: (dataset) => encoder.fit(dataset, Array.from(dataset.labels.keys())) },
  "reads labels": {
    ...encoder,
    fit(dataset, rows) {
      const own = encoder.fit(dataset, rows);
      return { ...own, encode: (values, count) => own.encode(values, count).map((value) => value + dataset.labels[0]!) };
    },
  },
  "encodes by the batch": {
    ...encoder,
    fit(dataset, rows) {
      const own = encoder.fit(dataset, rows);
      return { ...own, encode: (values, count) => own.encode(values, count).map((value) => value / count) };
    },
  },
  "forgets its state": { ...encoder, read: (_, rows) => centred([0, 0, 0], rows) },
  "says another shape": { ...encoder, fit: (dataset, rows) => ({ ...encoder.fit(dataset, rows), featureShape: [2] }) },
  "maps all rows to one": {
    ...encoder,
    fit: (dataset, rows) => ({ ...encoder.fit(dataset, rows), encode: (values) => new Float64Array(values.length) }),
  },
  "changes the data": {
    ...encoder,
    fit(dataset, rows) {
      dataset.values[0]! += 1;
      return encoder.fit(dataset, rows);
    },
  },
};
for (const [what, own] of Object.entries(encoders))
  broken(`encoder ${what}`, () => testEncoder(defineEncoder({ name: "own", summary: "", config: {}, create: () => own })));

// An imputer that fills 1.
const filling = (by: number, shape: RowShape): FittedImputer => ({
  state: by,
  rows: { featureShape: shape.featureShape, ...(shape.columns && { columns: shape.columns }) },
  fill: (values) => Float64Array.from(values, (value) => (Number.isNaN(value) ? by : value)),
});
const imputer: Imputer = { fit: (dataset) => filling(1, dataset), read: (state, rows) => filling(state as number, rows) };
const imputers: Record<string, Imputer> = {
  right: imputer,
  "fills nothing": { ...imputer, fit: (dataset) => ({ ...imputer.fit(dataset, []), fill: (values) => Float64Array.from(values) }) },
  "fills no level": { fit: (dataset) => filling(0.5, dataset), read: (state, rows) => filling(state as number, rows) },
  "changes what is there": {
    ...imputer,
    fit: (dataset) => ({ ...imputer.fit(dataset, []), fill: (values) => Float64Array.from(values, () => 1) }),
  },
  "reads all rows": { ...imputer, fit: (dataset) => ({ ...filling(1, dataset), state: Array.from(dataset.values, String).join() }) },
  "forgets its state": { ...imputer, read: (_, rows) => filling(2, rows) },
  "changes the data": {
    ...imputer,
    fit(dataset) {
      dataset.labels[0]! += 1;
      return imputer.fit(dataset, []);
    },
  },
};
for (const [what, own] of Object.entries(imputers))
  broken(`imputer ${what}`, () => testImputer(defineImputer({ name: "own", summary: "", config: {}, create: () => own })));

// A protocol that tests every third row of a drawn order.
const drawn: Protocol = {
  numTrials: 2,
  description: "every third row",
  classCounts: () => [40, 20],
  split({ rowIds }, trial, stream) {
    const order = Array.from(stream("own", trial).permutation(rowIds.length), (place) => rowIds[place]!);
    return { train: order.filter((_, i) => i % 3 > 0), meta: [], test: order.filter((_, i) => i % 3 === 0) };
  },
};
let split = 0;
const protocols: Record<string, Protocol> = {
  right: drawn,
  "tests what it trains on": {
    ...drawn,
    split: (dataset, trial, stream) => ({ ...drawn.split(dataset, trial, stream), test: [...dataset.rowIds] }),
  },
  "names no rows": { ...drawn, split: (dataset, trial, stream) => ({ ...drawn.split(dataset, trial, stream), meta: [-5] }) },
  "trains on one class": {
    ...drawn,
    split(dataset, trial, stream) {
      const own = drawn.split(dataset, trial, stream);
      const isFirst = (id: number) => dataset.labels[dataset.rowIds.indexOf(id)] === 0;
      return { ...own, train: own.train.filter(isFirst) };
    },
  },
  "remembers what it split": {
    ...drawn,
    split: (dataset, trial, stream) => ({
      ...drawn.split(dataset, trial, stream),
      meta: split++ % 2 === 0 ? [] : [],
      given: { call: [split] },
    }),
  },
  "splits all trials alike": { ...drawn, split: (dataset, _, stream) => drawn.split(dataset, 0, stream) },
  "draws nothing": {
    ...drawn,
    split: ({ rowIds }, trial) => ({
      train: [...rowIds].filter((_, i) => i % 3 !== trial),
      meta: [],
      test: [...rowIds].filter((_, i) => i % 3 === trial),
    }),
  },
  "reads features": {
    ...drawn,
    split({ rowIds, values }, trial, stream) {
      const order = [...rowIds].sort((a, b) => values[2 * rowIds.indexOf(a)]! - values[2 * rowIds.indexOf(b)]!);
      const from = stream("own", trial).permutation(3)[0]!;
      return { train: order.filter((_, i) => (i + from) % 3 > 0), meta: [], test: order.filter((_, i) => (i + from) % 3 === 0) };
    },
  },
  "says nothing": { ...drawn, description: " " },
  "counts no class": { ...drawn, classCounts: () => [60] },
};
for (const [what, own] of Object.entries(protocols))
  broken(`protocol ${what}`, () => testProtocol(defineProtocol({ name: "own", summary: "", config: {}, create: () => own })));

// Four rows of a numeric and a nominal column.
const columns: Column[] = [
  { name: "a", kind: "numeric" },
  { name: "b", kind: "nominal", levels: ["p", "q"] },
];
const table: Dataset = {
  name: "own",
  values: Float64Array.of(1, 0, 2, 1, 3, 0, 4, 1),
  numExamples: 4,
  featureShape: [2],
  columns,
  labels: Int32Array.of(0, 1, 0, 1),
  numClasses: 2,
  classNames: ["x", "y"],
  rowIds: Int32Array.of(0, 1, 2, 3),
  digest: "abc",
};
let loads = 0;
const datasets: Record<string, () => Dataset> = {
  right: () => table,
  "has a label too few": () => ({ ...table, labels: Int32Array.of(0, 1, 0) }),
  "has a class without rows": () => ({ ...table, numClasses: 3, classNames: ["x", "y", "z"] }),
  "calls two classes alike": () => ({ ...table, classNames: ["x", "x"] }),
  "calls two rows alike": () => ({ ...table, rowIds: Int32Array.of(0, 1, 2, 2) }),
  "calls two columns alike": () => ({ ...table, columns: [columns[0]!, { ...columns[1]!, name: "a" }] }),
  "has a cell that is no level": () => ({ ...table, values: table.values.map((value, i) => (i === 1 ? 7 : value)) }),
  "has a value missing without a word": () => ({ ...table, values: table.values.map((value, i) => (i === 0 ? Number.NaN : value)) }),
  "has no digest": () => ({ ...table, digest: "" }),
  "is another each time": () => ({ ...table, digest: String(loads++) }),
};
for (const [what, make] of Object.entries(datasets))
  broken(`dataset ${what}`, () =>
    testDataset(defineDataset({ name: "own", summary: "", config: {}, create: () => ({ load: async () => make() }) })),
  );

const byTest = { watched: { set: "test", score: "loss", patience: null } } as const;
const selections = {
  right: { reads: "test", selection: byTest },
  "hides that it reads test rows": { reads: undefined, selection: byTest },
  "waits for half an evaluation": { reads: "test", selection: { watched: { ...byTest.watched, patience: 0.5 } } },
  "has a score that is no name": { reads: "test", selection: { watched: { ...byTest.watched, score: "the loss" } } },
} as const;
for (const [what, { reads, selection }] of Object.entries(selections))
  broken(`selection ${what}`, () =>
    testSelection(
      defineSelection({ name: "own", summary: "", config: {}, declares: () => (reads ? { reads } : {}), create: () => selection }),
    ),
  );
broken("selection is another each time", () => {
  let made = 0;
  testSelection(
    defineSelection({
      name: "own",
      summary: "",
      config: {},
      declares: () => ({ reads: "test" }) as const,
      create: () => ({ watched: { ...byTest.watched, patience: ++made } }),
    }),
  );
});

// An augmenter that multiplies a batch by a drawn number.
const scaled: Augmenter = {
  inputs: (at, stream) => ({ by: Float32Array.of(stream("own", at.step).double() + 0.5) }),
  apply: (features, { by }) => mul(features, by!),
};
let calls = 0;
const augmenters: Record<string, Augmenter> = {
  right: scaled,
  "loses rows": { ...scaled, apply: () => tensor1d([1]) },
  "changes nothing": { ...scaled, apply: (features) => features },
  "makes infinite values": { ...scaled, apply: (features) => scale(1e39, features) },
  "remembers what it drew": { ...scaled, inputs: () => ({ by: Float32Array.of(++calls) }) },
  "draws in the step": { ...scaled, apply: (features) => scale(++calls, features) },
  "cuts the derivative": {
    ...scaled,
    apply: (features) =>
      tensor(
        (features as Tensor).dataSync().map((value) => 2 * value),
        features.shape,
      ),
  },
};
for (const [what, own] of Object.entries(augmenters))
  broken(`augmenter ${what}`, () =>
    testAugmenter(defineAugmenter({ name: "own", summary: "", config: {}, create: () => own }), { deps: [] }),
  );

// d outer / d m after one step, by the pullback of the losses: −(1/N) ∂ℓᵢ along the outer slope, for m that are weights; by features too few.
const schedules: Record<string, () => Schedule> = {
  right:
    () =>
    ({ progress }) =>
      1 - progress,
  "is negative":
    () =>
    ({ progress }) =>
      0.5 - progress,
  "is 0 all the time": () => () => 0,
  remembers: () => {
    let asked = 0;
    return () => 1 / ++asked;
  },
  "fails for one epoch":
    () =>
    ({ epochs }) =>
      1 / (epochs - 1),
};
for (const [what, make] of Object.entries(schedules))
  broken(`schedule ${what}`, () => testSchedule(defineSchedule({ name: "own", summary: "", config: {}, create: make })));

// Finite differences of the problem itself, which ask for nothing of how m enters.
const differences: Hypergradient = {
  innerSteps: 1,
  find(problem) {
    const after = (meta: Tree) => {
      const { params, modelState } = problem.start;
      const at = problem.evaluate(problem.start, meta, 0);
      const weights = problem.weights(meta, at.losses, 0);
      const next = { ...problem.update.step(() => at.gradient(weights), problem.start, 0), modelState };
      return { next, weights, evaluated: at, outer: problem.outer(next.params, meta), params };
    };
    const m = (problem.meta["m"] as Tensor).dataSync();
    const moved = (i: number, by: number): Tree => ({ m: tensor1d(Array.from(m, (value, j) => value + (i === j ? by : 0))) });
    const outerAt = (meta: Tree): number => (after(meta).outer as Tensor).dataSync()[0]!;
    const slope = Array.from(m, (_, i) => (outerAt(moved(i, 0.05)) - outerAt(moved(i, -0.05))) / 0.1);
    const { next, weights, evaluated, outer } = after(problem.meta);
    return { metaGradient: { m: tensor1d(slope) }, next, outerLoss: outer as Tensor, evaluated, weights: [weights] };
  },
};
const changed = (change: (found: ReturnType<Hypergradient["find"]>) => object): Hypergradient => ({
  ...differences,
  find: (problem) => {
    const found = differences.find(problem);
    return { ...found, ...change(found) };
  },
});
const hypergradients: Record<string, Hypergradient> = {
  right: differences,
  "looks through no step": { ...differences, innerSteps: 1.5 },
  climbs: changed(({ metaGradient }) => ({ metaGradient: { m: scale(-1, metaGradient["m"]!) } })),
  "gives another shape": changed(() => ({ metaGradient: { m: tensor1d([1, 2]) } })),
  "goes nowhere": changed(({ next }) => ({ next: { ...next, params: { theta: tensor1d([0, 0]) } } })),
  "says another loss": changed(({ outerLoss }) => ({ outerLoss: add(outerLoss, outerLoss) })),
  "says no weights": changed(() => ({ weights: [] })),
};
for (const [what, own] of Object.entries(hypergradients))
  broken(`hypergradient ${what}`, () =>
    testHypergradient(defineHypergradient({ name: "own", summary: "", config: {}, create: () => own }), { isExact: false }),
  );
broken("hypergradient is exact by its word", () =>
  testHypergradient(
    defineHypergradient({
      name: "own",
      summary: "",
      config: {},
      create: () => changed(({ metaGradient }) => ({ metaGradient: { m: scale(1.01, metaGradient["m"]!) } })),
    }),
    { isExact: true },
  ),
);

const begun: Start = (model, rng) => ({ params: model.init(rng), modelState: model.initState() });
const shared = new Map<Model, ReturnType<Start>>();
const starts: Record<string, Start> = {
  right: begun,
  "leaves a parameter out": (model, rng) => ({ ...begun(model, rng), params: { "head/bias": tensor1d([1]) } }),
  "leaves the state out": (model, rng) => ({ ...begun(model, rng), modelState: {} }),
  "is another each time": (model, rng) => ({ ...begun(model, rng), modelState: { "body/mean": tensor1d([++calls]) } }),
  "hands out one tensor": (model, rng) => {
    if (!shared.has(model)) shared.set(model, begun(model, rng));
    return shared.get(model)!;
  },
};
for (const [what, own] of Object.entries(starts))
  broken(`start ${what}`, () => testStart(defineStart({ name: "own", summary: "", config: {}, create: () => own })));

/** A queue in this process, without time. */
function queue(): Queue {
  const cells: QueuedCell[] = [];
  const [held, settled] = [new Map<string, QueuedCell>(), new Set<string>()];
  return {
    add: async (more) => void cells.push(...more),
    lease: async () => {
      if (settled.size === cells.length) return "done";
      const free = cells.find(
        ({ id, needs }) => !settled.has(id) && ![...held.values()].some((own) => own.id === id) && needs.every((need) => settled.has(need)),
      );
      if (!free) return "wait";
      const token = `${free.id} ${held.size}`;
      held.set(token, free);
      return { cell: free, token, until: Number.POSITIVE_INFINITY, attempt: 1 };
    },
    renew: async (token) => (held.has(token) ? "renewed" : "late"),
    finish: async (token) => {
      const own = held.get(token);
      if (!own) return "late";
      held.delete(token);
      settled.add(own.id);
      return "accepted";
    },
    release: async (token) => void held.delete(token),
  };
}
/** Plays the worker of the suite in this process. */
async function* played(
  { queue: of, signal }: Parameters<Launcher["start"]>[0],
  { stubborn = false, lax = false } = {},
): AsyncGenerator<WorkerEvent> {
  for (;;) {
    const lease = await of.lease("own").catch((error: unknown) => {
      if (lax) return "done" as const;
      throw error;
    });
    if (lease === "done") return;
    if (lease === "wait") continue;
    yield { type: "leased", lease };
    yield { type: "told", lease, message: { began: lease.cell.payload } };
    const { payload } = lease.cell;
    if (payload === "slow") {
      while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
      if (stubborn) yield { type: "lost", lease, reason: "ended" };
      return;
    }
    if (payload === "die") {
      yield { type: "lost", lease, reason: "died" };
      continue;
    }
    const outcome =
      payload === "fail" || payload === "throw"
        ? ({ status: "failed", reason: payload === "fail" ? "told to" : "thrown" } as const)
        : ({ status: "finished" } as const);
    yield { type: "finished", lease, outcome, accepted: (await of.finish(lease.token, outcome)) === "accepted" };
  }
}
async function* mapped(
  events: AsyncGenerator<WorkerEvent>,
  change: (event: WorkerEvent) => readonly WorkerEvent[],
): AsyncGenerator<WorkerEvent> {
  for await (const event of events) yield* change(event);
}
const launchers: Record<string, Launcher> = {
  right: { start: (launch) => played(launch) },
  "tells twice": { start: (launch) => mapped(played(launch), (event) => (event.type === "told" ? [event, event] : [event])) },
  "says that all is well": {
    start: (launch) =>
      mapped(played(launch), (event) => [event.type === "finished" ? { ...event, outcome: { status: "finished" } } : event]),
  },
  "says nothing of a worker that died": {
    start: (launch) =>
      mapped(played(launch), (event) => {
        if (event.type !== "lost") return [event];
        void launch.queue.finish(event.lease.token, { status: "finished" });
        return [];
      }),
  },
  "tells of ends late": {
    async *start(launch) {
      const ends: WorkerEvent[] = [];
      yield* mapped(played(launch), (event) => {
        if (event.type !== "finished") return [event];
        ends.push(event);
        return [];
      });
      yield* ends;
    },
  },
  "loses a cell by the signal": { start: (launch) => played(launch, { stubborn: true }) },
  "swallows what the queue threw": { start: (launch) => played(launch, { lax: true }) },
};
for (const [what, own] of Object.entries(launchers))
  broken(`launcher ${what}`, () =>
    testLauncher(defineLauncher({ name: "own", summary: "", config: {}, create: () => own }), { queue, pullCells: () => "node:fs" }),
  );
