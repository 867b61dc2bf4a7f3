import * as tf from "@tensorflow/tfjs-core";
import { sizeOf } from "../shapes.js";
import { instantiateKernels, type KernelBuild, type KernelModule } from "./kernel-module.js";

/** What we use of the wasm backend of TF.js 4.22; `wasm.asm.memory` is undocumented, so `openHeap` looks whether it is there. */
interface WasmBackend extends tf.KernelBackend {
  readonly wasm: {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    readonly tfjs: { disposeData(id: number): void; registerTensor(id: number, size: number, pointer: number): void };
  };
  readonly dataIdMap: { get(id: tf.DataId): { readonly id: number; readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
}

export type ScratchName = "left" | "right" | "padded" | "places" | "turned" | "channels" | "sums" | "broadcast" | "between";

/** TF.js' heap with our kernels on it. */
export interface Heap {
  readonly kernels: KernelModule;
  pointer(tensor: tf.TensorInfo): number;
  /** A new tensor of arbitrary numbers. */
  make(shape: readonly number[], dtype?: "float32" | "int32"): tf.TensorInfo;
  /** Makes XNNPACK forget what it packed of a tensor that was written in place; it caches by tensor id. */
  written(tensor: tf.TensorInfo): void;
  /** Scratch of at least `bytes`, valid until the next call with the same name. */
  scratch(name: ScratchName, bytes: number): number;
}

/** Instantiates the kernels on the heap of the active wasm backend; null if this TF.js keeps it elsewhere. */
export function openHeap(build: KernelBuild): Heap | null {
  const backend = tf.backend() as WasmBackend;
  const memory = backend.wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory) || typeof backend.makeOutput !== "function") return null;
  const heap: Heap = {
    kernels: instantiateKernels(memory, build),
    pointer: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset,
    make: (shape, dtype = "float32") => backend.makeOutput(shape, dtype),
    written(tensor) {
      const { id, memoryOffset } = backend.dataIdMap.get(tensor.dataId);
      backend.wasm.tfjs.disposeData(id);
      backend.wasm.tfjs.registerTensor(id, sizeOf(tensor.shape), memoryOffset);
    },
    scratch: scratchOn(backend),
  };
  return seesTensors(heap) ? heap : null;
}

function scratchOn({ wasm }: WasmBackend): Heap["scratch"] {
  const held = new Map<ScratchName, { readonly pointer: number; readonly bytes: number }>();
  return (name, bytes) => {
    const present = held.get(name);
    if (present && present.bytes >= bytes) return present.pointer;
    if (present) wasm._free(present.pointer);
    // Pointers beyond 2 GB come back negative.
    const pointer = wasm._malloc(bytes) >>> 0;
    if (pointer === 0)
      throw new RangeError(`engine: expected ${bytes} bytes of wasm memory, got none. Use a smaller batch, or engine=native.`);
    held.set(name, { pointer, bytes });
    return pointer;
  };
}

/** Whether a kernel reads and writes what TF.js means by a tensor. */
function seesTensors(heap: Heap): boolean {
  return tf.tidy(() => {
    const x = tf.tensor1d([1, 2, 3, 4, 5]);
    const doubled = heap.make([5]);
    heap.kernels.scale(2, heap.pointer(x), heap.pointer(doubled), 5);
    return tf.engine().makeTensorFromTensorInfo(doubled).dataSync().join() === "2,4,6,8,10";
  });
}
