import { linearize, mul, numbersOf, sum, tanh } from "@evenkeel/autodiff";
import type { BilevelProblem, Tree, Value } from "@evenkeel/core";
import { useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import forward from "./forward.js";

useCpu();

// ℓ_i = tanh(θ_i)·Σθ: dℓ_i along u is (1 − tanh²θ_i)·u_i·Σθ + tanh(θ_i)·Σu.
const theta = [0.3, -0.9, 1.2];
const u = [0.5, 2, -1];
const losses = (params: Tree): Value => mul(tanh(params["theta"]!), sum(params["theta"]!));
const [total, totalU] = [theta, u].map((values) => values.reduce((a, b) => a + b, 0)) as [number, number];
const exact = theta.map((t, i) => (1 - Math.tanh(t) ** 2) * u[i]! * total + Math.tanh(t) * totalU);

const params = () => ({ theta: tensor1d(theta) });
const problem = () => ({ params: params(), losses }) as unknown as BilevelProblem;

test("forward mode is exact", () => {
  const slopes = forward.create({})(problem(), linearize(losses, params()), { theta: tensor1d(u) });
  expect(numbersOf(slopes)).toBeAllClose(exact, { rel: 1e-5 });
});
