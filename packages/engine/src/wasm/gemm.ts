import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.js";

export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: TensorInfo;
  readonly relu?: boolean;
}

/** op(a)·op(b) (+ bias) (then relu). What is packed is packed anew each time: nothing can go stale. */
export function matMul(heap: Heap, a: TensorInfo, b: TensorInfo, options: MatMulOptions = {}): TensorInfo {
  const { transposeA = false, transposeB = false, bias, relu = false } = options;
  const [M, K] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [innerB, N] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (K !== innerB) throw new RangeError(`matMul: expected equal inner sizes, got [${a.shape}] and [${b.shape}].`);
  const product = heap.make([M, N]);
  const [left, right, c] = [heap.pointer(a), heap.pointer(b), heap.pointer(product)];
  const packingPays = N % 8 !== 0 || Math.min(M, N) > 64;
  if (transposeA && !transposeB && !bias && !relu && !packingPays) heap.kernels.outerProducts(left, right, c, M, N, K);
  else multiplyPanels(heap, { a: left, b: right, bias: bias ? heap.pointer(bias) : 0, c, M, N, K, transposeA, transposeB, relu });
  return product;
}

interface Product {
  /** Pointers; a `bias` of 0 is none. */
  readonly a: number;
  readonly b: number;
  readonly bias: number;
  readonly c: number;
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly relu: boolean;
}

function multiplyPanels({ kernels, scratch }: Heap, { a, b, bias, c, M, N, K, transposeA, transposeB, relu }: Product): void {
  const right = scratch("right", panelBytes(N, K));
  kernels.packPanels(b, transposeB ? 4 : N * 4, transposeB ? K * 4 : 4, K, N, right);
  if (!transposeA || M < 64 || N < 16) {
    kernels.gemm(a, transposeA ? 4 : K * 4, transposeA ? M * 4 : 4, right, c, N * 4, M, N, K, bias, +relu);
    return;
  }
  // A transposed left operand is packed too: contiguous reads, no strides that are a power of two.
  const left = scratch("left", panelBytes(M, K));
  kernels.packPanels(a, M * 4, 4, K, M, left);
  for (let i = 0; i < M; i += 8) {
    kernels.gemm(left + i * K * 4, 4, 32, right, c + i * N * 4, N * 4, Math.min(8, M - i), N, K, bias, +relu);
  }
}

/** Panels of 8 columns, the last filled up with zeros. */
export const panelBytes = (columns: number, rows: number): number => Math.ceil(columns / 8) * 8 * rows * 4;
