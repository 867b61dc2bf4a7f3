import { checkGradients, dispose, linearize, numbersOf, scope, zipNest, axpy, adopt } from "@evenkeel/autodiff";
import { type AnyComponent, applyModel, type Model, type ModelInputs, randomState, type Tree } from "@evenkeel/core";
import { zeros } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tensorsLeft, useCpu } from "./backend.js";
import { randomTensor } from "./random-values.js";

/** How a model is tried. */
export interface ModelCase {
  readonly config?: object;
  readonly inputs?: ModelInputs;
  /** Further dependencies after `modelInputs`. */
  readonly deps?: readonly unknown[];
  /** False for a model with kinks where finite differences would step over them. */
  readonly isSmooth?: boolean;
}

/** What every model that is trained by updates must hold to. */
export function testModel(
  component: AnyComponent<"model">,
  { config = {}, inputs = { featureShape: [5], numClasses: 3 }, deps = [], isSmooth = true }: ModelCase = {},
): void {
  const batch = 4;
  const model = (): Model => {
    const { name: _, ...parsed } = component.schema.parse({ name: component.name, ...config }) as { name: string };
    return component.create(parsed, inputs, ...deps);
  };
  const features = () => randomTensor([batch, ...inputs.featureShape], randomState(21));

  describe(`${component.name} holds to the contract of a model`, () => {
    useCpu();

    test("gives logits of every class and the same ones again", () => {
      scope(() => {
        const [params, state, x] = [model().init(randomState(3)), model().initState(), features()];
        const [first, again] = [1, 2].map(() => applyModel(model(), params, state, x, { mode: "training" }));
        expect(first!.logits.shape).toEqual([batch, inputs.numClasses]);
        expect(first!.embedding.shape[0]).toBe(batch);
        expect(numbersOf(first!.logits)).toEqual(numbersOf(again!.logits));
      });
    });

    test("declares whether it is fitted at once", () => {
      const declared = component.declares({ name: component.name, ...config }, () => ({}) as never);
      expect(declared.fits ?? false).toBe(model().fit !== undefined);
    });

    test("draws the same parameters from the same stream, others from another", () => {
      const [a, b, c] = [7, 7, 8].map((seed) => numbersOf(model().init(randomState(seed))));
      expect(a).toEqual(b);
      expect(a).not.toEqual(c);
    });

    test("knows the shapes of its parameters without making them", () => {
      const { shapes, init } = model();
      if (!shapes) return;
      const params = init(randomState(3));
      expect(shapes()).toEqual(Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, shape])));
      dispose(params);
    });

    test("is a body and a head: neither reads the other's parameters", () => {
      scope(() => {
        const [params, state, x] = [model().init(randomState(3)), model().initState(), features()];
        const under = (part: string) => Object.fromEntries(Object.entries(params).filter(([name]) => name.startsWith(`${part}/`)));
        expect(Object.keys({ ...under("body"), ...under("head") }).sort()).toEqual(Object.keys(params).sort());
        expect(Object.keys(state).every((name) => name.startsWith("body/"))).toBe(true);
        const { embedding } = model().embed(under("body"), state, x, { mode: "training" });
        const whole = applyModel(model(), params, state, x, { mode: "training" });
        expect(numbersOf(model().classify(under("head"), embedding))).toEqual(numbersOf(whole.logits));
      });
    });

    test("keeps the names and shapes of its state", () => {
      scope(() => {
        const [params, state] = [model().init(randomState(3)), model().initState()];
        const after = applyModel(model(), params, state, features(), { mode: "training" }).state;
        const shapes = (tree: Tree) => Object.fromEntries(Object.entries(tree).map(([name, { shape }]) => [name, shape]));
        expect(shapes(after)).toEqual(shapes(state));
        const evaluated = applyModel(model(), params, state, features(), { mode: "evaluation" });
        for (const name in state) expect(numbersOf(evaluated.state[name]!)).toEqual(numbersOf(state[name]!));
      });
    });

    test("reads every parameter", () => {
      scope(() => {
        const params = offset(model().init(randomState(3)));
        const { value, pullback } = linearize(
          (p: Tree) => applyModel(model(), p, model().initState(), features(), { mode: "training" }).logits,
          params,
        );
        const gradient = pullback(randomTensor(value.shape, randomState(5)));
        const unread = Object.keys(gradient).filter((name) => numbersOf(gradient[name]!).every((slope) => slope === 0));
        expect(unread).toEqual([]);
      });
    });

    // Finite differences say nothing across a kink.
    test.each(isSmooth ? ["parameters"] : [])("has the right derivatives in its %s", () => {
      const params = offset(model().init(randomState(3)));
      const x = features();
      expect(() =>
        checkGradients((p: Tree) => applyModel(model(), p, model().initState(), x, { mode: "training" }).logits, params),
      ).not.toThrow();
    });

    test("leaves no tensor behind", () => {
      const [params, state, x] = [model().init(randomState(3)), model().initState(), features()];
      expect(tensorsLeft(() => scope(() => numbersOf(applyModel(model(), params, state, x, { mode: "training" }).logits)[0]))).toBe(0);
      expect(tensorsLeft(() => dispose(model().init(randomState(3))))).toBe(0);
    });
  });
}

/** Away from zero biases and unit scales, where wrong derivatives can hide. */
function offset(params: Tree): Tree {
  const rng = randomState(4);
  return zipNest(
    (value, noise) => axpy(0.3, noise, value),
    params,
    Object.fromEntries(
      Object.entries(params).map(([name, { shape }]) => [name, shape.length === 0 ? adopt(zeros([])) : randomTensor(shape, rng)]),
    ),
  );
}
