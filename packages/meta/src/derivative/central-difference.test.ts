import { mul, numbersOf, sum, tanh } from "@evenkeel/autodiff";
import type { BilevelProblem, Tree, Value } from "@evenkeel/core";
import { useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import centralDifference from "./central-difference.js";

useCpu();

// ℓ_i = tanh(θ_i)·Σθ: dℓ_i along u is (1 − tanh²θ_i)·u_i·Σθ + tanh(θ_i)·Σu.
const theta = [0.3, -0.9, 1.2];
const u = [0.5, 2, -1];
const losses = (params: Tree): Value => mul(tanh(params["theta"]!), sum(params["theta"]!));
const [total, totalU] = [theta, u].map((values) => values.reduce((a, b) => a + b, 0)) as [number, number];
const exact = theta.map((t, i) => (1 - Math.tanh(t) ** 2) * u[i]! * total + Math.tanh(t) * totalU);

const params = () => ({ theta: tensor1d(theta) });
const problem = () => ({ params: params(), losses }) as unknown as BilevelProblem;

test("the central difference agrees on a smooth function", () => {
  const slopes = centralDifference.create({ stepSize: 0.01 })(problem(), null as never, { theta: tensor1d(u) });
  // float32 losses near 1 over a step of 0.02/‖u‖.
  expect(numbersOf(slopes)).toBeAllClose(exact, { rel: 1e-3, abs: 1e-3 });
});

test("along nothing, nothing changes", () => {
  const slopes = centralDifference.create({ stepSize: 0.01 })(problem(), null as never, { theta: tensor1d([0, 0, 0]) });
  expect(numbersOf(slopes)).toBeAllClose([0, 0, 0]);
});
