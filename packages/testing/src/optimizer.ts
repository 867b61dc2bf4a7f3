import { adopt, dispose, jvp, mapNest, numbersOf, scope, treeDot } from "@evenkeel/autodiff";
import { type AnyComponent, type Optimizer, randomState, type Tree } from "@evenkeel/core";
import { tensor, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tensorsLeft, useCpu } from "./backend.js";
import { randomTensor } from "./random-values.js";
import { relativeError } from "./relative-error.js";
import { updateAt } from "./update-at.js";

/** How an optimizer is tried. */
export interface OptimizerCase {
  readonly config?: object;
}

/** What every optimizer must hold to. */
export function testOptimizer(component: AnyComponent<"optimizer">, { config = {} }: OptimizerCase = {}): void {
  const create = (): Optimizer => {
    const { name: _, ...parsed } = component.schema.parse({ name: component.name, ...config }) as { name: string };
    return component.create(parsed);
  };
  const tree = (seed: number): Tree => {
    const rng = randomState(seed);
    return { kernel: randomTensor([3, 4], rng), bias: randomTensor([4], rng) };
  };
  const copy = (of: Tree): Tree => mapNest((value) => adopt(tensor(numbersOf(value), value.shape)), of);
  /** Params and state after some steps: a state in which nothing is zero. */
  const warm = (optimizer: Optimizer): { params: Tree; state: Tree } => {
    let held = { params: tree(1), state: optimizer.init(tree(1)) };
    for (let step = 1; step <= 3; step++) held = optimizer.update(tree(10 + step), held.state, held.params, updateAt(optimizer, step));
    return held;
  };

  describe(`${component.name} ${JSON.stringify(config)} holds to the contract of an optimizer`, () => {
    useCpu();

    test("borrows its arguments and returns trees of the same names", () => {
      scope(() => {
        const optimizer = create();
        const { params, state } = warm(optimizer);
        const before = numbersOf(params);
        const next = optimizer.update(tree(2), state, params, updateAt(optimizer, 4));
        expect(Object.keys(next.params)).toEqual(Object.keys(params));
        expect(Object.keys(next.state)).toEqual(Object.keys(state));
        expect(numbersOf(params)).toEqual(before);
        expect(numbersOf(next.params)).not.toEqual(before);
      });
    });

    test("updateDonating equals update to the bit", () => {
      const optimizer = create();
      const { params, state } = warm(optimizer);
      const expected = optimizer.update(tree(2), state, params, updateAt(optimizer, 4));
      const got = (optimizer.updateDonating ?? optimizer.update)(tree(2), copy(state), copy(params), updateAt(optimizer, 4));
      expect(numbersOf(got.params)).toEqual(numbersOf(expected.params));
      expect(numbersOf(got.state)).toEqual(numbersOf(expected.state));
    });

    // Both sides are float32; the largest entries agree to its rounding.
    test.each([1, 4])("pullback is the transpose of the derivative of update at step %d", (step) => {
      scope(() => {
        const optimizer = create();
        const { params, state } = step === 1 ? { params: tree(1), state: optimizer.init(tree(1)) } : warm(optimizer);
        const [g, direction, v] = [tree(2), tree(5), tree(6)];
        const { tangent } = jvp((at: Tree) => optimizer.update(at, state, params, updateAt(optimizer, step)).params, g, direction);
        const right = numbersOf(treeDot(optimizer.pullback(g, state, params, v, updateAt(optimizer, step)), direction))[0]!;
        const left = numbersOf(treeDot(v, tangent))[0]!;
        // At the first step Adam's derivative is a difference of two equal terms, each of about 1e-3, in the composed derivative.
        expect(Math.abs(left - right)).toBeLessThan(1e-5 * Math.max(Math.abs(left), 1));
      });
    });

    test("a learning-rate scale multiplies the step", () => {
      scope(() => {
        const optimizer = create();
        const params = tree(1);
        const still = optimizer.update(tree(2), optimizer.init(params), params, updateAt(optimizer, 1, 0));
        expect(relativeError(numbersOf(still.params), numbersOf(params))).toBeLessThan(1e-6);
      });
    });

    test("an absent entry keeps value and state, and has no derivative", () => {
      scope(() => {
        const optimizer = create();
        const { params, state } = warm(optimizer);
        const present = { kernel: randomTensor([3, 4], randomState(1), 0), bias: tensor1d([1, 0, 1, 0]) };
        const next = optimizer.update(tree(2), state, params, { ...updateAt(optimizer, 4), present });
        expect(numbersOf(next.params["kernel"]!)).toEqual(numbersOf(params["kernel"]!));
        const [old, now] = [numbersOf(params["bias"]!), numbersOf(next.params["bias"]!)];
        expect([now[1], now[3]]).toEqual([old[1], old[3]]);
        expect(now[0]).not.toBe(old[0]);
        const ofKernel = Object.keys(state).filter((name) => name.startsWith("kernel"));
        for (const name of ofKernel) expect(numbersOf(next.state[name]!)).toEqual(numbersOf(state[name]!));
        const ofAbsent = { kernel: tree(6)["kernel"]!, bias: tensor1d([0, 1, 0, 1]) };
        const slope = numbersOf(optimizer.pullback(tree(2), state, params, ofAbsent, { ...updateAt(optimizer, 4), present }));
        expect([...slope].every((entry) => entry === 0)).toBe(true);
      });
    });

    test("is finite where gradient and state are zero", () => {
      scope(() => {
        const optimizer = create();
        const params = tree(1);
        const zero = mapNest((value) => randomTensor(value.shape, randomState(1), 0), params);
        const state = optimizer.init(params);
        const next = optimizer.update(zero, state, params, updateAt(optimizer, 1));
        const slope = optimizer.pullback(zero, state, params, tree(6), updateAt(optimizer, 1));
        expect([...numbersOf(next.params), ...numbersOf(slope)].every(Number.isFinite)).toBe(true);
      });
    });

    test("lowers a quadratic", () => {
      const optimizer = create();
      let held = { params: tree(1), state: optimizer.init(tree(1)) };
      const start = relativeError(numbersOf(held.params), [...numbersOf(held.params)].fill(0));
      for (let step = 1; step <= 20; step++) held = optimizer.update(held.params, held.state, held.params, updateAt(optimizer, step));
      expect(relativeError(numbersOf(held.params), [...numbersOf(held.params)].fill(0))).toBeLessThan(start);
    });

    test("leaves no tensor behind", () => {
      const optimizer = create();
      const { params, state } = warm(optimizer);
      const gradient = tree(2);
      const at = updateAt(optimizer, 4);
      const pure = (): void => {
        const next = optimizer.update(gradient, state, params, at);
        dispose(next.params);
        dispose(next.state);
        dispose(optimizer.pullback(gradient, state, params, gradient, at));
      };
      const donating = (): void => {
        if (!optimizer.updateDonating) return;
        const given = { params: copy(params), state: copy(state) };
        const next = optimizer.updateDonating(copy(gradient), given.state, given.params, at);
        dispose(next.params);
        dispose(next.state);
      };
      expect([tensorsLeft(pure), tensorsLeft(donating)]).toEqual([0, 0]);
    });
  });
}
