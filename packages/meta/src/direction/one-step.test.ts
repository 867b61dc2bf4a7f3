import { numbersOf } from "@evenkeel/autodiff";
import type { BilevelProblem, Tree } from "@evenkeel/core";
import { useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import oneStep from "./one-step.js";

useCpu();

/** An update that halves its gradient. */
const problem = {
  update: { step: (g: Tree) => g, pullback: (_: Tree, v: Tree) => ({ theta: tensor1d(Array.from(numbersOf(v), (value) => -value / 2)) }) },
} as unknown as BilevelProblem;
const at = () => ({ problem, gradient: { theta: tensor1d([1, 2]) }, outerGradient: { theta: tensor1d([4, -6]) } });

test("one-step goes through the update of the inner optimizer", () => {
  expect(numbersOf(oneStep.create({})(at()))).toBeAllClose([-2, 3]);
});
