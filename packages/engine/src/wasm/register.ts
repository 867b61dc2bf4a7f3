import * as tf from "@tensorflow/tfjs-core";
import { matMul, type MatMulOptions } from "./gemm.js";
import type { Heap } from "./heap.js";
import type { OpKernel, OpKernels } from "./op-kernel.js";
import { arithmeticKernels } from "./ops/arithmetic.js";
import { axisKernels } from "./ops/axes.js";
import { batchNormKernels } from "./ops/batch-norm.js";
import { convolutionKernels } from "./ops/convolution.js";
import { crossEntropyKernels } from "./ops/cross-entropy.js";
import { functionKernels } from "./ops/functions.js";
import { linearKernels } from "./ops/linear.js";
import { optimizerKernels } from "./ops/optimizers.js";
import { poolingKernels } from "./ops/pooling.js";
import { indexedRowKernels, rowKernels } from "./ops/rows.js";

const groups = [arithmeticKernels, functionKernels, linearKernels, crossEntropyKernels, rowKernels, axisKernels, convolutionKernels, batchNormKernels, poolingKernels, optimizerKernels];

/** Registers the kernels behind autodiff's ops for the wasm backend, and our product behind `tf.matMul`. */
export function registerWasmKernels(heap: Heap): void {
  for (const group of groups) registerAll(group(heap), (inputs) => inputs.every(isFloat));
  registerAll(indexedRowKernels(heap), ([x, indices]) => isFloat(x!) && indices!.dtype === "int32");
  overrideMatMul(heap);
}

const isFloat = ({ dtype }: tf.TensorInfo): boolean => dtype === "float32";

/** Inputs of other types are left to the reference: as float32 they would be read as garbage. */
function registerAll(kernels: OpKernels, suits: (inputs: readonly tf.TensorInfo[]) => boolean): void {
  for (const [name, kernel] of Object.entries(kernels)) {
    replaceKernel(`evenkeel/${name}`, (call) => runOn(kernel, suits, call));
  }
}

function runOn(kernel: OpKernel, suits: (inputs: readonly tf.TensorInfo[]) => boolean, { inputs, attrs }: KernelCall) {
  const tensors = inputs as unknown as readonly tf.TensorInfo[];
  return (suits(tensors) ? kernel(tensors, attrs) : null) as tf.TensorInfo | tf.TensorInfo[];
}

type KernelCall = Parameters<tf.KernelFunc>[0];

/** Gives a user's plain `tf.matMul` our product: XNNPACK's is up to 40 times slower with a transposed operand. */
function overrideMatMul(heap: Heap): void {
  const original = tf.getKernel("BatchMatMul", "wasm")!;
  replaceKernel("BatchMatMul", (call) => {
    const { a, b } = call.inputs as Record<"a" | "b", tf.TensorInfo>;
    const isPlain = a.shape.length === 2 && b.shape.length === 2 && isFloat(a) && isFloat(b);
    return isPlain ? matMul(heap, a, b, call.attrs as MatMulOptions) : original.kernelFunc(call);
  });
}

function replaceKernel(kernelName: string, kernelFunc: tf.KernelFunc): void {
  const present = tf.getKernel(kernelName, "wasm");
  if (present) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ ...present, kernelName, backendName: "wasm", kernelFunc });
}
