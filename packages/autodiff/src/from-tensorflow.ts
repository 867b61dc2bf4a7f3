import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "./op.js";
import type { Value } from "./value.js";

/** Which op of ours does the same, with derivatives of every order. */
const SAFE_TWINS: Readonly<Record<string, string>> = {
  Add: "add",
  AvgPool: "avgPool",
  BatchMatMul: "matMul",
  Concat: "concat",
  Conv2D: "conv2d",
  Elu: "elu",
  Erf: "erf",
  Exp: "exp",
  Expm1: "expm1",
  FusedBatchNorm: "batchNorm",
  GatherV2: "gather",
  LeakyRelu: "leakyRelu",
  Log: "log",
  LogSoftmax: "logSoftmax",
  MaxPool: "maxPool",
  Mean: "mean",
  Multiply: "mul",
  Neg: "scale",
  PadV2: "pad",
  RealDiv: "div",
  Reciprocal: "reciprocal",
  Relu: "relu",
  Reshape: "reshape",
  Sigmoid: "sigmoid",
  Slice: "slice",
  Softmax: "softmax",
  Softplus: "softplus",
  Sqrt: "sqrt",
  Square: "square",
  Sub: "sub",
  Sum: "sum",
  Tanh: "tanh",
  Transpose: "transpose",
};

/**
 * Makes a function in plain TF.js usable among autodiff's ops, **with first derivatives in reverse mode only**.
 *
 * TF.js gets many second derivatives wrong without a word (tensorflow/tfjs#3252), so a second one is refused, as is forward
 * mode, which TF.js does not have: write the function in autodiff's ops for those. TF.js registers its gradients when
 * `@tensorflow/tfjs` is imported, not with `@tensorflow/tfjs-core` alone.
 *
 * @param name - what error messages call it.
 * @param f - takes and returns tensors; what it makes on its way is disposed.
 * @throws TypeError if more than a gradient is asked for; the message names the TF.js ops used and their twins here.
 */
export function fromTensorFlow<Inputs extends readonly Value[]>(
  name: string,
  f: (...inputs: { [I in keyof Inputs]: tf.Tensor }) => tf.Tensor,
): (...inputs: Inputs) => Value {
  const call = f as unknown as (...inputs: tf.Tensor[]) => tf.Tensor;
  const refuse = (inputs: readonly Value[], what: string): never => {
    throw new TypeError(
      `${name}: expected a function in plain TF.js to be differentiated once, in reverse mode, got a request for ${what}. Write it in autodiff's ops: ${twinsOf(call, inputs)}.`,
    );
  };
  const gradientOp = defineOp<readonly Value[], readonly Value[]>({
    name: `${name} gradient`,
    forward: ([u, ...inputs]) => tf.grads(call)(inputs as tf.Tensor[], u!),
    vjp: ({ inputs }) => inputs.map(() => () => refuse(inputs.slice(1), "a second derivative")),
    jvp: ({ inputs }) => refuse(inputs.slice(1), "a second derivative"),
  });
  const op = defineOp<readonly Value[], readonly [Value]>({
    name,
    forward: (inputs) => [call(...(inputs as tf.Tensor[]))],
    vjp({ inputs }, [u]) {
      let parts: readonly Value[] | undefined;
      return inputs.map((_, i) => () => u && (parts ??= gradientOp([u, ...inputs]))[i]!);
    },
    jvp: ({ inputs }) => refuse(inputs, "a forward-mode derivative"),
  });
  return (...inputs) => op(inputs)[0];
}

/** The kernels that `f` runs, each with our op of the same meaning. */
function twinsOf(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly Value[]): string {
  const used = new Set<string>();
  const engine = tf.engine();
  const { runKernel } = engine;
  engine.runKernel = (kernel, ...rest) => {
    used.add(kernel);
    return runKernel.call(engine, kernel, ...rest) as never;
  };
  try {
    tf.tidy(() => void f(...inputs.map((input) => tf.zeros(input.shape))));
  } finally {
    engine.runKernel = runKernel;
  }
  return [...used].map((kernel) => (SAFE_TWINS[kernel] ? `\`${SAFE_TWINS[kernel]}\` for ${kernel}` : `(none for ${kernel})`)).join(", ");
}
