import type { OpKernels } from "../../op-kernel.js";
import { asRows } from "../../shapes.js";
import { matMul } from "../gemm.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

export function linearKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    Dense: ([x, w, bias], { relu }) => matMul(heap, x!, w!, { bias: bias!, relu }),
    MatMul: ([a, b], options) => matMul(heap, a!, b!, options),
    Transpose: ([x]) => {
      const [rows, columns] = asRows(x!);
      return x!.shape.length === 2 ? made(heap, [columns, rows], (to) => kernels.transpose(pointer(x!), to, rows, columns)) : null;
    },
    ReluBiasGradient: ([u, y]) => {
      const [rows, columns] = asRows(y!);
      const sums = heap.make([columns]);
      const masked = made(heap, y!.shape, (to) => kernels.reluBiasGradient(pointer(u!), pointer(y!), to, pointer(sums), rows, columns));
      return [masked, sums];
    },
  };
}
