import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.js";

/** A new tensor, written by `write`. */
export function made(heap: Heap, shape: readonly number[], write: (to: number) => void): TensorInfo {
  const output = heap.make(shape);
  write(heap.pointer(output));
  return output;
}
