import * as tf from "@tensorflow/tfjs-core";
import { isFloat, registerFloatOps, registerIndexedOps, replaceKernel } from "../op-kernel.js";
import { matMul, type MatMulOptions } from "./gemm.js";
import type { Heap } from "./heap.js";
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

const groups = [
  arithmeticKernels,
  axisKernels,
  batchNormKernels,
  convolutionKernels,
  crossEntropyKernels,
  functionKernels,
  linearKernels,
  optimizerKernels,
  poolingKernels,
  rowKernels,
];

/** Registers the kernels behind autodiff's ops for the wasm backend, and our product behind `tf.matMul`. */
export function registerWasmKernels(heap: Heap): void {
  for (const group of groups) registerFloatOps("wasm", group(heap));
  registerIndexedOps("wasm", indexedRowKernels(heap));
  overrideMatMul(heap);
  completeConvolution(heap);
}

/** TF.js' own product, for what ours leaves to it. */
let stockMatMul: tf.KernelFunc | null = null;

/** Gives a user's plain `tf.matMul` our product: XNNPACK's is up to 40 times slower with a transposed operand. */
function overrideMatMul(heap: Heap): void {
  const stock = (stockMatMul ??= tf.getKernel("BatchMatMul", "wasm")!.kernelFunc);
  replaceKernel("wasm", "BatchMatMul", (call) => {
    const { a, b } = call.inputs as Record<"a" | "b", tf.TensorInfo>;
    const isPlain = a.shape.length === 2 && b.shape.length === 2 && isFloat(a) && isFloat(b);
    return isPlain ? matMul(heap, a, b, call.attrs as MatMulOptions) : stock(call);
  });
}

/** The kernel that TF.js' wasm backend lacks: without it a user's plain `tf.conv2d` has no gradient by its filter. */
function completeConvolution(heap: Heap): void {
  const { Conv2dFilterGradient } = convolutionKernels(heap);
  replaceKernel("wasm", "Conv2DBackpropFilter", ({ inputs, attrs }) => {
    const { x, dy } = inputs as Record<"x" | "dy", tf.TensorInfo>;
    const { strides, pad, dimRoundingMode, dataFormat, filterShape } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    if (dataFormat !== "NHWC")
      throw new RangeError(`Conv2DBackpropFilter: expected images in the order NHWC, got ${dataFormat}. Transpose them.`);
    const shape = x.shape as [number, number, number, number];
    const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
    const geometry = {
      strides: [strideHeight, strideWidth],
      pads: [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right],
      kernelShape: filterShape,
    };
    return Conv2dFilterGradient!([x, dy], geometry)!;
  });
}
