import { numbersOf } from "@evenkeel/autodiff";
import type { AnyComponent, FoundHypergradient, Hypergradient } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { useCpu } from "./backend.js";
import { type ComponentCase, madeOf } from "./case-of.js";
import { descended, type Enters, hypergradientOf, META, outerLoss, regressionProblem, THETA } from "./regression-problem.js";
import { relativeError } from "./relative-error.js";

/** How a hypergradient is tried. */
export interface HypergradientCase extends ComponentCase {
  /** Whether it claims the derivative through all its inner steps itself, not an approximation. */
  readonly isExact?: boolean;
}

/**
 * What every hypergradient must hold to, on a weighted linear regression whose derivatives are known: m enters by the weights of the
 * rows, or by their features.
 */
export function testHypergradient(component: AnyComponent<"hypergradient">, { isExact = false, ...given }: HypergradientCase = {}): void {
  describe(`${component.name} ${JSON.stringify(given.config ?? {})} holds to the contract of a hypergradient`, () => {
    useCpu();
    const make = (): Hypergradient => madeOf(component, given);
    const { innerSteps } = make();
    const find = (enters: Enters): FoundHypergradient => make().find(regressionProblem(enters, { steps: innerSteps }));

    test("looks through a whole number of inner steps", () => expect(Number.isInteger(innerSteps) && innerSteps > 0).toBe(true));

    describe.each(["weights", "features"] as const)("m enters by %s", (enters) => {
      test("goes on with the real updates, and says their weights", () => {
        const { next, weights } = find(enters);
        expect(relativeError(numbersOf(next.params), descended(enters, META, innerSteps))).toBeLessThan(1e-5);
        expect(weights.map((own) => (own as Tensor).shape)).toEqual(Array.from({ length: innerSteps }, () => [META.length]));
      });

      test("gives the outer loss of the parameters before or after its inner steps", () => {
        const errors = [THETA, descended(enters, META, innerSteps)].map((theta) =>
          relativeError(numbersOf(find(enters).outerLoss), [outerLoss(theta)]),
        );
        expect(Math.min(...errors)).toBeLessThan(1e-5);
      });

      test("gives a slope of the shape of m, along which the outer loss falls", () => {
        const { metaGradient } = find(enters);
        expect(Object.keys(metaGradient)).toEqual(["m"]);
        const slope = Array.from(numbersOf(metaGradient));
        expect(slope.length).toBe(META.length);
        const length = Math.hypot(...slope);
        const moved = META.map((m, i) => m - (1e-3 * slope[i]!) / length);
        expect(outerLoss(descended(enters, moved, innerSteps))).toBeLessThan(outerLoss(descended(enters, META, innerSteps)));
      });

      if (!isExact) return;
      test("gives the derivative of the outer loss", () => {
        expect(relativeError(numbersOf(find(enters).metaGradient), hypergradientOf(enters, innerSteps))).toBeLessThan(1e-4);
      });
    });
  });
}
