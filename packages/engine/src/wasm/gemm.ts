import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.js";

export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: TensorInfo;
  readonly relu?: boolean;
}

/** op(a)·op(b) (+ bias) (then relu). Both operands are packed anew each time: nothing can go stale. */
export function matMul(heap: Heap, a: TensorInfo, b: TensorInfo, options: MatMulOptions = {}): TensorInfo {
  const { transposeA = false, transposeB = false, bias, relu = false } = options;
  const [M, K] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [innerB, N] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (K !== innerB) throw new RangeError(`matMul: expected equal inner sizes, got [${a.shape}] and [${b.shape}].`);
  const { kernels } = heap;
  const product = heap.make([M, N]);
  const c = heap.pointer(product);
  const right = heap.scratch("right", panelBytes(N, K));
  kernels.packPanels(heap.pointer(b), transposeB ? 4 : N * 4, transposeB ? K * 4 : 4, K, N, right);
  const biasPointer = bias ? heap.pointer(bias) : 0;
  const left = heap.pointer(a);
  if (!transposeA || M < 64 || N < 16) {
    kernels.gemm(left, transposeA ? 4 : K * 4, transposeA ? M * 4 : 4, right, c, N * 4, M, N, K, biasPointer, +relu);
    return product;
  }
  // A transposed left operand is packed too: contiguous reads, no strides that are a power of two.
  const panels = heap.scratch("left", panelBytes(M, K));
  kernels.packPanels(left, M * 4, 4, K, M, panels);
  for (let i = 0; i < M; i += 8) {
    kernels.gemm(panels + i * K * 4, 4, 32, right, c + i * N * 4, N * 4, Math.min(8, M - i), N, K, biasPointer, +relu);
  }
  return product;
}

export const panelBytes = (columns: number, rows: number): number => Math.ceil(columns / 8) * 8 * rows * 4;
