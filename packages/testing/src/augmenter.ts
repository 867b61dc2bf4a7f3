import { checkGradients, numbersOf, scope } from "@evenkeel/autodiff";
import { type AnyComponent, type Augmenter, randomState, streams, type Value } from "@evenkeel/core";
import { type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tensorsLeft, useCpu } from "./backend.js";
import { type ComponentCase, madeOf } from "./case-of.js";
import { randomTensor } from "./random-values.js";

/** How an augmenter is tried. */
export interface AugmenterCase extends ComponentCase {
  /** The shape of a row: `[6, 5, 2]` unless said. */
  readonly featureShape?: readonly number[];
}

const COUNT = 5;

/** What every augmenter that changes batches must hold to. */
export function testAugmenter(
  component: AnyComponent<"augmenter">,
  { featureShape = [6, 5, 2], config = {}, deps = [{ featureShape, numClasses: 2 }] }: AugmenterCase = {},
): void {
  describe(`${component.name} holds to the contract of an augmenter`, () => {
    useCpu();
    const make = (): Augmenter => madeOf(component, { config, deps });
    const place = (step: number) => ({ epoch: 0, batch: step, step });
    const drawn = (step: number, seed = 1) => make().inputs?.(place(step), streams(seed), COUNT) ?? {};
    const asTensors = (values: Readonly<Record<string, Int32Array | Float32Array>>): Record<string, Tensor> =>
      Object.fromEntries(
        Object.entries(values).map(([name, own]) => [name, tensor1d(own, own instanceof Int32Array ? "int32" : "float32")]),
      );
    const features = (): Tensor => randomTensor([COUNT, ...featureShape], randomState(2));
    const applied = (step: number, of: Value = features()): Value => make().apply!(of, asTensors(drawn(step)));

    test("keeps the shape of a batch, and finite values finite", () => {
      const changed = applied(3) as Tensor;
      expect(changed.shape).toEqual([COUNT, ...featureShape]);
      expect(Array.from(numbersOf(changed)).every(Number.isFinite)).toBe(true);
    });

    test("changes something at some place", () => {
      const before = Array.from(numbersOf(features()));
      const isChanged = Array.from({ length: 8 }, (_, step) => Array.from(numbersOf(applied(step)))).some(
        (after) => String(after) !== String(before),
      );
      expect(isChanged).toBe(true);
    });

    test("draws as a function of the place, whatever was drawn before", () => {
      const augmenter = make();
      augmenter.inputs?.(place(9), streams(1), COUNT);
      expect(augmenter.inputs?.(place(3), streams(1), COUNT) ?? {}).toEqual(drawn(3));
    });

    test("applies the same to the same: what is random in a batch enters by its inputs", () => {
      const given = asTensors(drawn(4));
      const [first, second] = [make().apply!(features(), given), make().apply!(features(), given)].map((value) =>
        Array.from(numbersOf(value)),
      );
      expect(second).toEqual(first);
    });

    test("derivatives pass through it", () => {
      const given = asTensors(drawn(3));
      expect(() => checkGradients((x) => make().apply!(x, given), features(), { order: 1 })).not.toThrow();
    });

    test("leaves no tensor behind", () => {
      const given = asTensors(drawn(3));
      const rows = features();
      expect(tensorsLeft(() => scope(() => void make().apply!(rows, given)))).toBe(0);
    });
  });
}
