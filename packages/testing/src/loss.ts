import { add, axpy, checkGradients, numbersOf, scale, scope } from "@evenkeel/autodiff";
import { type AnyComponent, type Loss, randomState, type Tree, type Value } from "@evenkeel/core";
import { tensor2d, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tensorsLeft, useCpu } from "./backend.js";
import { randomTargets, randomTensor } from "./random-values.js";
import { relativeError } from "./relative-error.js";

/** How a loss is tried. */
export interface LossCase {
  readonly config?: object;
  readonly deps?: readonly unknown[];
  readonly numClasses?: number;
}

/** What every loss must hold to. */
export function testLoss(component: AnyComponent<"loss">, { config = {}, deps = [], numClasses = 3 }: LossCase = {}): void {
  const batch = 5;
  const create = (): Loss => {
    const { name: _, ...parsed } = component.schema.parse({ name: component.name, ...config }) as { name: string };
    return component.create(parsed, ...deps);
  };
  const at = { given: {} };
  const losses = (logits: Value, targets: Value): Value => create()({ logits, embedding: logits }, targets, at);
  const example = (): { logits: Tensor; targets: Tensor } => ({
    logits: randomTensor([batch, numClasses], randomState(11)),
    targets: randomTargets(batch, numClasses, randomState(12)),
  });

  describe(`${component.name} holds to the contract of a loss`, () => {
    useCpu();

    test("gives one finite value per example, at ±100 logits too", () => {
      scope(() => {
        const { logits, targets } = example();
        for (const z of [logits, scale(100, logits)]) {
          const value = losses(z, targets);
          expect(value.shape).toEqual([batch]);
          expect(numbersOf(value).every(Number.isFinite)).toBe(true);
        }
      });
    });

    test("is linear in the targets", () => {
      scope(() => {
        const { logits, targets: a } = example();
        const b = randomTargets(batch, numClasses, randomState(13));
        const together = numbersOf(losses(logits, axpy(0.3, a, scale(0.7, b))));
        const apart = add(scale(0.3, losses(logits, a)), scale(0.7, losses(logits, b)));
        expect(relativeError(together, numbersOf(apart))).toBeLessThan(1e-5);
      });
    });

    test("has the right gradient and Hessian-vector product in logits and targets", () => {
      const { logits, targets } = example();
      const check = (): unknown => checkGradients((at: Tree) => losses(at["logits"]!, at["targets"]!), { logits, targets });
      expect(check).not.toThrow();
    });

    test("does not mix examples", () => {
      const { logits, targets } = example();
      const all = numbersOf(scope(() => losses(logits, targets)));
      const alone = scope(() =>
        numbersOf(
          losses(
            tensor2d(logits.dataSync().slice(0, numClasses), [1, numClasses]),
            tensor2d(targets.dataSync().slice(0, numClasses), [1, numClasses]),
          ),
        ),
      );
      expect(relativeError(alone, [all[0]!])).toBeLessThan(1e-5);
    });

    test("leaves no tensor behind", () => {
      const { logits, targets } = example();
      expect(tensorsLeft(() => scope(() => numbersOf(losses(logits, targets))[0]))).toBe(0);
    });
  });
}
