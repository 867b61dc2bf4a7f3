// What decides the course of a training: each breaks one rule of its contract, beside right ones. `rejects.test.ts` runs their suites.
import { add, mul, scale } from "@evenkeel/autodiff";
import {
  defineAugmenter,
  defineHypergradient,
  defineSchedule,
  defineSelection,
  defineStart,
  type Augmenter,
  type Hypergradient,
  type Model,
  type Schedule,
  type Start,
  type Tree,
} from "@evenkeel/core";
import { tensor, tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import { testAugmenter, testHypergradient, testSchedule, testSelection, testStart } from "../../src/index.js";
import { broken } from "./broken.js";

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
