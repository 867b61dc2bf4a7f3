import type { DataId, KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import type { Attribute, Binding, Output } from "./binding.js";

/** What we use of tfjs-node's backend. */
interface NodeBackend extends KernelBackend {
  readonly binding: Binding;
  readonly tensorMap: {
    get(id: DataId): { id: number };
    set(id: DataId, value: { shape: readonly number[]; dtype: number; id: number; values: null; refCount: number }): void;
  };
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
}

/** The number by which the addon knows a tensor. */
export type Handle = number;

/** TensorFlow's eager ops on handles: cheaper than TF.js' tensors, and what is made must be kept or released by hand. */
export interface TensorFlow {
  readonly isGpu: boolean;
  readonly attribute: Attributes;
  handle(tensor: TensorInfo): Handle;
  /** An op of one output. */
  one(name: string, attributes: readonly Attribute[], inputs: readonly Handle[]): Output;
  many(name: string, attributes: readonly Attribute[], inputs: readonly Handle[], numOutputs: number): Output[];
  /** Runs an op and releases the intermediate outputs that only it read. */
  consume(intermediates: readonly Output[], make: (...handles: Handle[]) => Output): Output;
  release(...outputs: readonly Output[]): void;
  /** Hands an output over to TF.js. */
  tensor(output: Output): TensorInfo;
  /** Puts an output in the place of a tensor's numbers. */
  replace(tensor: TensorInfo, output: Output): void;
  /** Constants, made once: building one per call costs more than the op. */
  number(value: number): Handle;
  integers(values: readonly number[]): Handle;
  integer(value: number): Handle;
}

export interface Attributes {
  float(name?: string): Attribute;
  int32(name: string): Attribute;
  bool(name: string, value: boolean): Attribute;
  real(name: string, value: number): Attribute;
  text(name: string, value: string): Attribute;
  integers(name: string, value: readonly number[]): Attribute;
}

export function tensorFlowOn(backend: KernelBackend): TensorFlow {
  const { binding, tensorMap } = backend as NodeBackend;
  const getInputTensorIds = (tensors: readonly TensorInfo[]) => (backend as NodeBackend).getInputTensorIds(tensors);
  const constants = constantsOn(binding);
  const release = (...outputs: readonly Output[]): void => {
    for (const { id } of outputs) binding.deleteTensor(id);
  };
  const one: TensorFlow["one"] = (name, attributes, inputs) => binding.executeOp(name, attributes, inputs, 1)[0]!;
  return {
    isGpu: binding.isUsingGpuDevice(),
    attribute: attributesOf(binding),
    handle: (tensor) => getInputTensorIds([tensor])[0]!,
    one,
    many: (name, attributes, inputs, numOutputs) => binding.executeOp(name, attributes, inputs, numOutputs),
    consume(intermediates, make) {
      const made = make(...intermediates.map(({ id }) => id));
      release(...intermediates);
      return made;
    },
    release,
    tensor({ id, shape, dtype }) {
      const dataId = {};
      tensorMap.set(dataId, { shape, dtype, id, values: null, refCount: 1 });
      return { dataId, shape, dtype: dtype === binding.TF_INT32 ? "int32" : "float32" };
    },
    replace(tensor, { id }) {
      const entry = tensorMap.get(tensor.dataId);
      binding.deleteTensor(getInputTensorIds([tensor])[0]!);
      entry.id = id;
    },
    ...constants,
  };
}

function attributesOf(binding: Binding): Attributes {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_INT, TF_FLOAT, TF_INT32 } = binding;
  return {
    float: (name = "T") => ({ name, type: TF_ATTR_TYPE, value: TF_FLOAT }),
    int32: (name) => ({ name, type: TF_ATTR_TYPE, value: TF_INT32 }),
    bool: (name, value) => ({ name, type: TF_ATTR_BOOL, value }),
    real: (name, value) => ({ name, type: TF_ATTR_FLOAT, value }),
    text: (name, value) => ({ name, type: TF_ATTR_STRING, value }),
    integers: (name, value) => ({ name, type: TF_ATTR_INT, value }),
  };
}

/** Learning rates change from step to step, so the oldest constants are given up. */
const maxConstants = 512;

function constantsOn(binding: Binding): Pick<TensorFlow, "number" | "integers" | "integer"> {
  const held = new Map<string, Handle>();
  const constant = (key: string, make: () => Handle): Handle => {
    const present = held.get(key);
    if (present !== undefined) return present;
    if (held.size >= maxConstants) {
      const [oldest, handle] = held.entries().next().value!;
      binding.deleteTensor(handle);
      held.delete(oldest);
    }
    const handle = make();
    held.set(key, handle);
    return handle;
  };
  return {
    number: (value) => constant(`${value}`, () => binding.createTensor([], binding.TF_FLOAT, new Float32Array([value]))),
    integers: (values) =>
      constant(`[${values.join()}]`, () => binding.createTensor([values.length], binding.TF_INT32, new Int32Array(values))),
    integer: (value) => constant(`i${value}`, () => binding.createTensor([], binding.TF_INT32, new Int32Array([value]))),
  };
}
