import { numbersOf } from "@evenkeel/autodiff";
import { type AnyComponent, type Model, randomState, type Started } from "@evenkeel/core";
import { tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { useCpu } from "./backend.js";
import { type ComponentCase, madeOf } from "./case-of.js";

/** A model of two parameters and a running mean, of which a start knows only what it makes. */
const model = {
  head: "linear",
  init: (rng) => ({ "body/kernel": tensor1d([rng.normal(), rng.normal()]), "head/bias": tensor1d([rng.normal()]) }),
  initState: () => ({ "body/mean": tensor1d([0.5]) }),
} as Pick<Model, "head" | "init" | "initState"> as Model;

/** What every start must hold to that begins with what the model makes or with a part of it. */
export function testStart(component: AnyComponent<"start">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a start`, () => {
    useCpu();
    const start = (seed: number): Started => madeOf(component, given)(model, randomState(seed));
    const values = ({ params, modelState }: Started): Record<string, number[]> =>
      Object.fromEntries(Object.entries({ ...params, ...modelState }).map(([name, value]) => [name, Array.from(numbersOf(value))]));

    test("gives every parameter and every state of the model, in its shape", () => {
      const { params, modelState } = start(1);
      const shapes = (tree: Started["params"]) =>
        Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, (value as Tensor).shape]));
      expect(shapes(params)).toEqual(shapes(model.init(randomState(1))));
      expect(shapes(modelState)).toEqual(shapes(model.initState()));
    });

    test("gives finite values, the same from the same seed", () => {
      expect(
        Object.values(values(start(1)))
          .flat()
          .every(Number.isFinite),
      ).toBe(true);
      expect(values(start(1))).toEqual(values(start(1)));
    });

    test("gives tensors of its own each time: whoever trains disposes them", () => {
      const [first, second] = [start(1), start(1)];
      const own = new Set(Object.values(first.params));
      expect(Object.values(second.params).filter((value) => own.has(value))).toEqual([]);
    });
  });
}
