import {
  activations,
  type Activation,
  add,
  adopt,
  batchNorm,
  concat,
  conv2d,
  dense,
  globalMean,
  matMul,
  type Tree,
  type Value,
} from "@evenkeel/autodiff";
import { tensor, type Tensor, zeros } from "@tensorflow/tfjs-core";

/** Nested arrays of one shape. */
export type Nested = number | readonly Nested[];

/** A network of the goldens; parameters are lists in an order that the kind of network fixes. */
export interface Network {
  readonly params: Tree;
  /** float32 `[batch, numClasses]`; one logit s is (0, s). */
  logits(params: Tree, features: Value): Value;
  readonly numClasses: number;
}

interface NetworkInputs {
  readonly net?: string;
  readonly act: Activation;
  readonly params: readonly Nested[];
  readonly bn_eps?: number;
}

/** The network that a case describes: MLP or one convolution, with or without batch normalization (of the batch given). */
export function networkOf({ net = "mlp", act, params, bn_eps: epsilon = 1e-5 }: NetworkInputs): Network {
  const tree = treeOf(params);
  const numLogits = params.at(-1) instanceof Array ? (params.at(-1) as readonly Nested[]).length : 1;
  const build = {
    mlp: perceptron,
    mlp_bn: normalizedPerceptron,
    conv: convolution(1),
    conv_stride2: convolution(2),
    conv_bn: normalizedConvolution,
  }[net.startsWith("conv3x3") ? "conv" : net];
  if (!build) throw new RangeError(`networks: expected mlp, mlp_bn, conv, conv_stride2 or conv_bn, got ${net}.`);
  const forward = (p: Tree, x: Value): Value => build({ values: Object.values(p), activate: activations[act], act, epsilon }, x);
  return {
    params: tree,
    numClasses: Math.max(numLogits, 2),
    logits: (p, x) => (numLogits === 1 ? concat([adopt(zeros([x.shape[0]!, 1])), forward(p, x)], 1) : forward(p, x)),
  };
}

interface Layers {
  readonly values: readonly Value[];
  readonly activate: (x: Value) => Value;
  readonly act: Activation;
  readonly epsilon: number;
}

function perceptron({ values, act }: Layers, x: Value): Value {
  let h = x;
  for (let i = 0; i < values.length; i += 2)
    h = dense(h, values[i]!, values[i + 1]!, { activation: i + 2 < values.length ? act : "linear" });
  return h;
}

function normalizedPerceptron({ values, activate, epsilon }: Layers, x: Value): Value {
  let h = x;
  for (let i = 0; i + 2 < values.length; i += 3)
    h = activate(batchNorm(matMul(h, values[i]!), values[i + 1]!, values[i + 2]!, { epsilon }).y);
  return dense(h, values.at(-2)!, values.at(-1)!);
}

const convolution =
  (strides: number) =>
  ({ values: [kernel, bias, w, b], activate }: Layers, x: Value): Value =>
    dense(globalMean(activate(add(conv2d(x, kernel!, { strides, padding: 1 }), bias!))), w!, b!);

function normalizedConvolution({ values: [kernel, gamma, beta, w, b], activate, epsilon }: Layers, x: Value): Value {
  return dense(globalMean(activate(batchNorm(conv2d(x, kernel!, { padding: 1 }), gamma!, beta!, { epsilon }).y)), w!, b!);
}

/** A list of arrays as a tree, in order. */
export function treeOf(params: readonly Nested[]): Tree {
  return Object.fromEntries(params.map((value, i) => [`param${i}`, tensorOf(value)]));
}

export function tensorOf(values: Nested): Tensor {
  return adopt(tensor(values as number[], undefined, "float32"));
}

/** One-hot rows of class indices. */
export function targetsOf(labels: readonly number[], numClasses: number): Tensor {
  return adopt(
    tensor(
      labels.flatMap((label) => Array.from({ length: numClasses }, (_, c) => Number(c === label))),
      [labels.length, numClasses],
      "float32",
    ),
  );
}
