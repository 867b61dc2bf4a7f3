import { mul, sum, tanh } from "@evenkeel/autodiff";
import type { BilevelProblem, Tree, Value } from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";

// ℓ_i = tanh(θ_i)·Σθ: dℓ_i along u is (1 − tanh²θ_i)·u_i·Σθ + tanh(θ_i)·Σu.
const theta = [0.3, -0.9, 1.2];
export const u = [0.5, 2, -1];
export const losses = (params: Tree): Value => mul(tanh(params["theta"]!), sum(params["theta"]!));
const [total, totalU] = [theta, u].map((values) => values.reduce((a, b) => a + b, 0)) as [number, number];
export const exact: readonly number[] = theta.map((t, i) => (1 - Math.tanh(t) ** 2) * u[i]! * total + Math.tanh(t) * totalU);

export const params = (): Tree => ({ theta: tensor1d(theta) });
export const problem = (): BilevelProblem => ({ params: params(), losses }) as unknown as BilevelProblem;
