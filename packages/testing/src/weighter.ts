import { checkGradients, numbersOf, scope, type Tree } from "@evenkeel/autodiff";
import { type AnyComponent, type Batch, randomState, type Weighter, type WeighterContext } from "@evenkeel/core";
import { type Tensor, tensor, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tensorsLeft, useCpu } from "./backend.js";
import { randomTensor } from "./random-values.js";
import { relativeError } from "./relative-error.js";

export interface WeighterCase {
  readonly config?: object;
  readonly deps?: readonly unknown[];
}

const LABELS = [0, 0, 0, 0, 1, 1, 1, 1];
const SYNTHETIC = [-1, -1, -1, -1, -1, 0, 2, 3];

/** Eight rows, the last three of them synthetic; `order` permutes them. */
export function batchForWeighters(order: readonly number[] = [...LABELS.keys()]): Batch {
  const targets = order.flatMap((row) => (LABELS[row] === 0 ? [1, 0] : [0, 1]));
  return {
    features: randomTensor([order.length, 3]),
    targets: tensor2d(targets, [order.length, 2]),
    targetTotals: Float64Array.of(4, 4),
    size: order.length,
    step: 0,
    naturalRows: Int32Array.from(order, (row) => (SYNTHETIC[row]! < 0 ? row : -1)),
    syntheticRows: Int32Array.from(order, (row) => SYNTHETIC[row]!),
  };
}

/** Four synthetic rows of class 1, made of two anchors. */
export function contextForWeighters(): WeighterContext {
  return {
    numNatural: 5,
    numClasses: 2,
    rng: randomState(3),
    synthetic: {
      count: 4,
      labels: Int32Array.of(1, 1, 1, 1),
      pairing: {
        anchor: Int32Array.of(4, 4, 9, 9),
        partner: Int32Array.of(9, 9, 4, 4),
        coefficient: Float64Array.of(0.1, 0.2, 0.8, 0.9),
        labelCoefficient: Float64Array.of(1, 1, 1, 1),
      },
      trainLabels: new Int32Array(10),
      features: new Float32Array(12),
      numFeatures: 3,
    },
  };
}

/** Meta-parameters that something was learned about: away from where every row weighs the same. */
function moved(meta: Tree): Tree {
  const shifted = (value: Tensor): Tensor =>
    tensor(
      Float32Array.from(value.dataSync(), (entry, i) => entry + Math.sin(3 * i + 1)),
      value.shape,
    );
  return Object.fromEntries(Object.entries(meta).map(([name, value]) => [name, shifted(value as Tensor)]));
}

/** Whether there is something to differentiate in: at zero the meta-parameters are the weights of the batch themselves. */
function hasParameters(weighter: Weighter): boolean {
  return weighter.usesMetaSet && weighter.linearizeAt === "current";
}

/** What every weighter must hold to. */
export function testWeighter(component: AnyComponent<Weighter>, { config = {}, deps = [] }: WeighterCase = {}): void {
  const create = (): Weighter => component.create(component.schema.parse({ name: component.name, ...config }), ...deps);
  const weightsIn = (weighter: Weighter, order?: readonly number[]): number[] =>
    scope(() => {
      const batch = batchForWeighters(order);
      const meta = moved(weighter.init(contextForWeighters()));
      const hypergradient = order ? order.map((row) => (row % 3) - 1) : LABELS.map((_, row) => (row % 3) - 1);
      const weights = weighter.respond
        ? weighter.respond(tensor1d(hypergradient), batch)
        : weighter.weigh(meta, batch, randomTensor([batch.size]));
      return Array.from(numbersOf(weights));
    });

  describe(`${component.name} holds to the contract of a weighter`, () => {
    useCpu();

    test("gives every row of a batch a weight that is not negative", () => {
      const weights = weightsIn(create());
      expect(weights.length).toBe(LABELS.length);
      expect(weights.every((weight) => weight >= 0 && Number.isFinite(weight))).toBe(true);
    });

    test("says rightly whether the mean weight stays 1, whatever was learned", () => {
      const weighter = create();
      const weights = Array.from(weighter.contributions?.(moved(weighter.init(contextForWeighters()))) ?? weightsIn(weighter));
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      const isOne = Math.abs(mean - 1) < 1e-5;
      // Only what learns has anything to say about it.
      expect(weighter.learns?.meanIsOne ?? isOne).toBe(isOne);
      expect(weighter.learns === undefined).toBe(!weighter.usesMetaSet);
    });

    test("a permuted batch has permuted weights", () => {
      const order = [3, 0, 7, 5, 1, 6, 2, 4];
      const [weights, permuted] = [weightsIn(create()), weightsIn(create(), order)];
      expect(
        relativeError(
          permuted,
          order.map((row) => weights[row]!),
        ),
      ).toBeLessThan(1e-6);
    });

    test("natural rows weigh 1, and synthetic ones their contributions", () => {
      const weighter = create();
      const weights = weightsIn(weighter);
      const contributions = weighter.contributions?.(moved(weighter.init(contextForWeighters())));
      // Where rows have no contributions of their own, there is nothing that could differ from them.
      const expected = contributions ? SYNTHETIC.map((row) => (row < 0 ? 1 : contributions[row]!)) : weights;
      expect(relativeError(weights, expected)).toBeLessThan(1e-6);
      expect(weighter.learns?.what === "contributions" && contributions === undefined).toBe(false);
    });

    test("its weights have the right derivative in the meta-parameters", () => {
      const weighter = create();
      const meta = moved(weighter.init(contextForWeighters()));
      const batch = batchForWeighters();
      const losses = randomTensor([batch.size]);
      // At zero the meta-parameters are the weights of the batch themselves, and uniform or fixed weights have none.
      const check = (): unknown =>
        hasParameters(weighter) && checkGradients((at: Tree) => weighter.weigh(at, batch, losses), meta, { order: 1 });
      expect(check).not.toThrow();
      expect(Object.keys(meta).length > 0).toBe(hasParameters(weighter));
    });

    test("reading its contributions leaves no tensor behind", () => {
      const weighter = create();
      const meta = weighter.init(contextForWeighters());
      expect(tensorsLeft(() => weighter.contributions?.(meta))).toBe(0);
    });
  });
}
