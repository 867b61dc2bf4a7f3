import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KernelBackend } from "@tensorflow/tfjs-core";

/** The addon's attribute of a TensorFlow op. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

/** A tensor that TensorFlow made. */
export interface Output {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** What we use of tfjs-node's addon. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], numOutputs: number): Output[];
  isUsingGpuDevice(): boolean;
}

interface NodePackage {
  readonly NodeJSKernelBackend: new (binding: Binding, packageName: string) => KernelBackend;
}

const require = createRequire(import.meta.url);
const packageName = "@tensorflow/tfjs-node-gpu";

/** The folder of the installed package, or null: it is optional. */
export function nodePackageFolder(): string | null {
  try {
    return dirname(require.resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
}

/** The addon that the package's own installer made, where it could. */
export function stockAddon(): string | null {
  const folder = nodePackageFolder();
  const file = folder && join(folder, "lib/napi-v8/tfjs_binding.node");
  return file && existsSync(file) ? file : null;
}

/**
 * Loads an addon into this process. TensorFlow reads its settings now, unless the environment has them: GPU memory is taken as it is
 * needed, a GPU computes in float32 (with the shorter TF32 derivatives are wrong in the third digit), and a run repeats to the bit.
 */
export function loadBinding(file: string): Binding {
  // TensorFlow greets on stderr; errors still come.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  process.env["NVIDIA_TF32_OVERRIDE"] ??= "0";
  process.env["TF_CUDNN_DETERMINISTIC"] ??= "1";
  return require(file) as Binding;
}

/** TF.js' backend on a binding. The package's entry is avoided: it insists on an addon in its own folder. */
export function makeBackend(binding: Binding): KernelBackend {
  restoreRemovedUtility();
  const { NodeJSKernelBackend } = require(`${packageName}/dist/nodejs_kernel_backend.js`) as NodePackage;
  return new NodeJSKernelBackend(binding, packageName);
}

/** Registers TF.js' own kernels for the backend `tensorflow`. */
export function registerStockKernels(): void {
  require(`${packageName}/dist/register_all_kernels.js`);
}

/** tfjs-node 4.22 calls a function that Node 23 removed. */
function restoreRemovedUtility(): void {
  const util = require("node:util") as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
