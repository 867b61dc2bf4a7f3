import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "./heap.js";

/**
 * The kernel of an op of `autodiff`, on positional inputs. Null leaves the case to the op's reference.
 *
 * Attributes are those of the op of the same name, whose types are erased on the way through TF.js' registry.
 */
export type OpKernel = (inputs: readonly TensorInfo[], attrs: any) => TensorInfo | TensorInfo[] | null;

/** Kernels by op name. */
export type OpKernels = Readonly<Record<string, OpKernel>>;

/** A new tensor, written by `write`. */
export function made(heap: Heap, shape: readonly number[], write: (to: number) => void): TensorInfo {
  const output = heap.make(shape);
  write(heap.pointer(output));
  return output;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A tensor as a matrix of its last axis. */
export function asRows({ shape }: TensorInfo): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [columns === 0 ? 0 : sizeOf(shape) / columns, columns];
}
