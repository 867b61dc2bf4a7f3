import * as tf from "@tensorflow/tfjs-core";
import { isFloat, registerFloatOps, registerIndexedOps, replaceKernel } from "../op-kernel.js";
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
import type { TensorFlow } from "./tensorflow.js";

/** TF.js' name of the backend. */
export const backendName = "tensorflow";

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

/** Registers TensorFlow's fused kernels behind autodiff's ops, and its plain product behind `tf.matMul`. */
export function registerNativeKernels(tensorflow: TensorFlow): void {
  for (const group of groups) registerFloatOps(backendName, group(tensorflow));
  registerIndexedOps(backendName, indexedRowKernels(tensorflow));
  overrideMatMul(tensorflow);
}

/** TF.js' own product, for what ours leaves to it. */
let stockMatMul: tf.KernelFunc | null = null;

/** TF.js sends every product to BatchMatMulV2, which takes six times as long as MatMul on small matrices. */
function overrideMatMul(tensorflow: TensorFlow): void {
  const stock = (stockMatMul ??= tf.getKernel("BatchMatMul", backendName)!.kernelFunc);
  const { MatMul } = linearKernels(tensorflow);
  replaceKernel(backendName, "BatchMatMul", (call) => {
    const { a, b } = call.inputs as Record<"a" | "b", tf.TensorInfo>;
    const isPlain = a.shape.length === 2 && b.shape.length === 2 && isFloat(a) && isFloat(b);
    return isPlain ? MatMul!([a, b], call.attrs)! : stock(call);
  });
}
