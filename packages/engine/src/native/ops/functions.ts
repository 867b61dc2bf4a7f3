import type { OpKernels } from "../../op-kernel.js";
import type { TensorFlow } from "../tensorflow.js";

/** Autodiff's functions of single numbers that are ops of TensorFlow. */
const names = {
  Relu: "Relu",
  Exp: "Exp",
  Log: "Log",
  Sqrt: "Sqrt",
  Reciprocal: "Reciprocal",
  Softplus: "Softplus",
  Sigmoid: "Sigmoid",
  Tanh: "Tanh",
  Expm1: "Expm1",
  Erf: "Erf",
} as const;

export function functionKernels({ one, tensor, handle, attribute }: TensorFlow): OpKernels {
  const T = [attribute.float()];
  const unary = Object.entries(names).map(
    ([op, name]) => [op, ([x]: Parameters<OpKernels[string]>[0]) => tensor(one(name, T, [handle(x!)]))] as const,
  );
  return {
    ...Object.fromEntries(unary),
    LeakyRelu: ([x], { alpha }) => tensor(one("LeakyRelu", [attribute.float(), attribute.real("alpha", alpha)], [handle(x!)])),
    ReluGradient: ([u, y]) => tensor(one("ReluGrad", T, [handle(u!), handle(y!)])),
  };
}
