import * as tf from "@tensorflow/tfjs-core";

/**
 * The kernel of an op of `autodiff`, on positional inputs. Null leaves the case to the op's reference.
 *
 * Attributes are those of the op of the same name, whose types are erased on the way through TF.js' registry.
 */
export type OpKernel = (inputs: readonly tf.TensorInfo[], attrs: any) => tf.TensorInfo | tf.TensorInfo[] | null;

/** Kernels by op name. */
export type OpKernels = Readonly<Record<string, OpKernel>>;

export const isFloat = ({ dtype }: tf.TensorInfo): boolean => dtype === "float32";

/** Kernels whose inputs are float32; inputs of other types are left to the reference. */
export function registerFloatOps(backendName: string, kernels: OpKernels): void {
  registerOps(backendName, kernels, (inputs) => inputs.every(isFloat));
}

/** Kernels of rows of numbers, chosen by int32 row numbers. */
export function registerIndexedOps(backendName: string, kernels: OpKernels): void {
  registerOps(backendName, kernels, ([x, indices]) => isFloat(x!) && indices!.dtype === "int32");
}

function registerOps(backendName: string, kernels: OpKernels, suits: (inputs: readonly tf.TensorInfo[]) => boolean): void {
  for (const [name, kernel] of Object.entries(kernels)) {
    replaceKernel(backendName, `evenkeel/${name}`, ({ inputs, attrs }) => {
      const tensors = inputs as unknown as readonly tf.TensorInfo[];
      return (suits(tensors) ? kernel(tensors, attrs) : null) as tf.TensorInfo | tf.TensorInfo[];
    });
  }
}

/** Puts a kernel in the place of a present one. */
export function replaceKernel(backendName: string, kernelName: string, kernelFunc: tf.KernelFunc): void {
  const present = tf.getKernel(kernelName, backendName);
  if (present) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...present, kernelName, backendName, kernelFunc });
}
