import type { OpKernels } from "../../op-kernel.js";
import { asRows } from "../../shapes.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

/** Batch normalization over all axes but the last. */
export function batchNormKernels(heap: Heap): OpKernels {
  const { kernels, pointer, scratch } = heap;
  return {
    BatchNorm: ([x, gamma, beta], { epsilon }) => {
      const [rows, columns] = asRows(x!);
      const [mean, variance] = [heap.make([columns]), heap.make([columns])];
      kernels.moments(pointer(x!), pointer(mean), pointer(variance), rows, columns);
      const parameters = [pointer(gamma!), pointer(beta!), pointer(mean), pointer(variance)] as const;
      const y = made(heap, x!.shape, (to) =>
        kernels.normalize(pointer(x!), ...parameters, to, rows, columns, epsilon, scratch("channels", columns * 8)),
      );
      return [y, mean, variance];
    },
    BatchNormInference: ([x, ...parameters], { epsilon }) => {
      const [rows, columns] = asRows(x!);
      const [gamma, beta, mean, variance] = parameters.map(pointer) as [number, number, number, number];
      return made(heap, x!.shape, (to) =>
        kernels.normalize(pointer(x!), gamma, beta, mean, variance, to, rows, columns, epsilon, scratch("channels", columns * 8)),
      );
    },
    BatchNormGradient: (inputs, { epsilon }) => {
      const [, columns] = asRows(inputs[0]!);
      const [gammaGradient, betaGradient] = [heap.make([columns]), heap.make([columns])];
      const gradient = made(heap, inputs[0]!.shape, (to) =>
        differentiate(heap, inputs.map(pointer), to, pointer(gammaGradient), pointer(betaGradient), asRows(inputs[0]!), epsilon),
      );
      return [gradient, gammaGradient, betaGradient];
    },
    BatchNormTangent: (inputs, { epsilon }) => {
      const [rows, columns] = asRows(inputs[0]!);
      const unused = scratch("sums", columns * 8);
      return made(heap, inputs[0]!.shape, (to) =>
        differentiate(heap, inputs.map(pointer), to, unused, unused + columns * 4, [rows, columns], epsilon),
      );
    },
  };
}

function differentiate(
  { kernels, scratch }: Heap,
  inputs: readonly number[],
  to: number,
  products: number,
  sums: number,
  [rows, columns]: readonly [number, number],
  epsilon: number,
): void {
  const [x, gamma, mean, variance, u] = inputs as [number, number, number, number, number];
  kernels.batchNormGradient(x, gamma, mean, variance, u, to, products, sums, rows, columns, epsilon, scratch("channels", columns * 12));
}
