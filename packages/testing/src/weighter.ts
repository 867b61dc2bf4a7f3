import { adopt, checkGradients, concat, dispose, numbersOf, reshape, scope } from "@evenkeel/autodiff";
import {
  type AnyComponent,
  type Batch,
  type Learner,
  type LearnerAt,
  type LearnerRows,
  mix,
  oneHot,
  randomState,
  type Rows,
  streams,
  toFloat32,
  type Tree,
  type Value,
} from "@evenkeel/core";
import { ones, tensor, type Tensor, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tensorsLeft, useCpu } from "./backend.js";
import { randomTensor } from "./random-values.js";
import { relativeError } from "./relative-error.js";
import { rowsOf } from "./rows-of.js";

/** How a weighter is tried. */
export interface WeighterCase {
  readonly config?: object;
  readonly deps?: readonly unknown[];
  /** What the parts that it is made of declare. */
  readonly declaredByParts?: object;
}

const NUM_NATURAL = 5;
const NATURAL_LABELS = [0, 0, 0, 0, 1];
const SYNTHETIC = [0, 2, 3];

/** Five natural rows and three synthetic ones; `order` permutes the synthetic ones among themselves. */
export function batchForWeighters(order: readonly number[] = [0, 1, 2]): Batch {
  const labels = [...NATURAL_LABELS, ...order.map(() => 1)];
  return {
    size: labels.length,
    numNatural: NUM_NATURAL,
    features: randomTensor([labels.length, 3]),
    targets: tensor2d(oneHot(labels, 2), [labels.length, 2]),
    synthetic: tensor1d(
      order.map((place) => SYNTHETIC[place]!),
      "int32",
    ),
    given: {},
  };
}

function labelled(labels: readonly number[]): Rows {
  const features = labels.map((_, row) => [0, 1, 2].map((column) => Math.sin(3 * row + column + 1)));
  return toFloat32(rowsOf(features, labels, { classNames: ["0", "1"] }));
}

/** Four synthetic rows of class 1, made of two anchors among ten training rows. */
export function rowsForWeighters(): LearnerRows {
  const natural = labelled([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  const pairing = {
    anchor: Int32Array.of(4, 4, 9, 9),
    partner: Int32Array.of(9, 9, 4, 4),
    coefficient: Float64Array.of(0.1, 0.2, 0.8, 0.9),
    labelCoefficient: Float64Array.of(1, 1, 1, 1),
  };
  return { numClasses: 2, natural, synthetic: mix(natural, pairing, { nominal: "blend" }) };
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

/** What its `inputs` give for the batch. */
function givenBy(learner: Learner, order: readonly number[] = [0, 1, 2]): Batch["given"] {
  const place = { epoch: 0, batch: 0, step: 0 };
  const rows = {
    natural: Int32Array.from(NATURAL_LABELS.keys()),
    synthetic: Int32Array.from(order, (position) => SYNTHETIC[position]!),
    labels: Int32Array.from([...NATURAL_LABELS, ...order.map(() => 1)]),
  };
  const given = learner.inputs?.(place, streams(7), rows) ?? {};
  return Object.fromEntries(
    Object.entries(given).map(([name, values]) => [name, tensor1d(values, values instanceof Int32Array ? "int32" : "float32")]),
  );
}

const factsOf = (learner: Learner): Tree => learner.facts?.(rowsForWeighters(), randomState(3)) ?? {};
const metaOf = (learner: Learner): Tree => moved(learner.init(rowsForWeighters(), randomState(3)));

/** Everything that m enters, in one vector. */
function entered(learner: Learner, at: LearnerAt, losses: Value): Value {
  const parts = [
    learner.weigh?.(at, losses),
    learner.features?.(at, at.batch.features),
    learner.targets?.(at, at.batch.targets),
    learner.logits?.(at, at.batch.targets),
    learner.penalty?.(at),
  ];
  return concat(parts.flatMap((part) => (part ? [reshape(part, [-1])] : [])));
}

/** What every learner must hold to. */
export function testWeighter(
  component: AnyComponent<"weighter">,
  { config = {}, deps = [], declaredByParts = {} }: WeighterCase = {},
): void {
  const create = (): Learner => component.create(component.schema.parse({ name: component.name, ...config }), ...deps);
  const learns = component.declares({ name: component.name, ...config }, () => declaredByParts as never).learns;
  const weightsIn = (learner: Learner, order?: readonly number[]): number[] =>
    scope(() => {
      const batch = { ...batchForWeighters(order), given: givenBy(learner, order) };
      const facts = factsOf(learner);
      // What is made anew for each batch is read at what it answers.
      const slopes = [-1, 2, -3, 0, -2, ...(order ?? [0, 1, 2]).map((place) => place - 1.5)];
      const meta = learner.anew ? learner.anew.respond({ weights: tensor1d(slopes) }, batch) : metaOf(learner);
      const losses = tensor1d(slopes.map(Math.abs));
      return Array.from(numbersOf(learner.weigh?.({ meta, facts, batch }, losses) ?? adopt(ones([batch.size]))));
    });
  const weightReadings = (learner: Learner): number[] | null =>
    scope(() => {
      const weight = learner.readings?.({ meta: metaOf(learner), facts: factsOf(learner) })["weight"];
      return weight ? Array.from(numbersOf(weight)) : null;
    });

  describe(`${component.name} holds to the contract of a weighter`, () => {
    useCpu();

    test("gives every row of a batch a weight that is not negative", () => {
      const weights = weightsIn(create());
      expect(weights.length).toBe(NUM_NATURAL + SYNTHETIC.length);
      expect(weights.every((weight) => weight >= 0 && Number.isFinite(weight))).toBe(true);
    });

    test("says rightly whether the mean weight stays 1, whatever was learned", () => {
      const learner = create();
      const weights = weightReadings(learner) ?? weightsIn(learner);
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      const isOne = Math.abs(mean - 1) < 1e-5;
      // Only what learns has anything to say about it.
      expect(learns?.meanIsOne ?? isOne).toBe(isOne);
    });

    test("a permuted batch has permuted weights", () => {
      const order = [2, 0, 1];
      const [weights, permuted] = [weightsIn(create()), weightsIn(create(), order)];
      const expected = [...weights.slice(0, NUM_NATURAL), ...order.map((place) => weights[NUM_NATURAL + place]!)];
      expect(relativeError(permuted, expected)).toBeLessThan(1e-6);
    });

    test("natural rows weigh 1, and synthetic ones what is read of them", () => {
      const learner = create();
      const [weights, readings] = [weightsIn(learner), weightReadings(learner)];
      const named = readings && [...new Array<number>(NUM_NATURAL).fill(1), ...SYNTHETIC.map((row) => readings[row]!)];
      // Where rows have no weights of their own, there is nothing that could differ from them.
      expect(relativeError(weights, named ?? weights)).toBeLessThan(1e-6);
      expect(learns?.what === "contributions" && readings === null).toBe(false);
    });

    test("what m enters has the right derivative in m", () => {
      const learner = create();
      const [meta, facts, batch] = [metaOf(learner), factsOf(learner), batchForWeighters()];
      const persists = learns?.persists ?? false;
      const losses = randomTensor([batch.size]);
      // m that is made anew is the weights of the batch themselves, and what does not learn has none.
      const check = (): unknown =>
        persists && checkGradients((at: Tree) => entered(learner, { meta: at, facts, batch }, losses), meta, { order: 1 });
      expect(check).not.toThrow();
      expect(Object.keys(meta).length > 0).toBe(persists);
      expect(learner.anew !== undefined).toBe(learns?.persists === false);
    });

    test("reading it leaves no tensor behind", () => {
      const learner = create();
      const [meta, facts] = [metaOf(learner), factsOf(learner)];
      expect(tensorsLeft(() => scope(() => void learner.readings?.({ meta, facts })))).toBe(0);
      dispose(facts);
    });
  });
}
