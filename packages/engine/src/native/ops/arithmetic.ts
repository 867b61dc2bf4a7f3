import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernel, OpKernels } from "../../op-kernel.js";
import { sameShape } from "../../shapes.js";
import type { Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

export function arithmeticKernels(tensorflow: TensorFlow): OpKernels {
  const { handle, tensor, number, integers, attribute } = tensorflow;
  const T = [attribute.float()];
  const op = (name: string, ...inputs: Handle[]): Output => tensorflow.one(name, T, inputs);
  const binary =
    (name: string): OpKernel =>
    ([x, y]) =>
      tensor(op(name, handle(x!), handle(y!)));
  return {
    Add: binary("AddV2"),
    Mul: binary("Mul"),
    Div: binary("RealDiv"),
    AddRelu: ([x, y]) => tensor(tensorflow.consume([op("AddV2", handle(x!), handle(y!))], (sum) => op("Relu", sum))),
    Axpy: ([x, y], { alpha }) => {
      if (alpha === 1) return tensor(op("AddV2", handle(x!), handle(y!)));
      if (alpha === -1) return tensor(op("Sub", handle(y!), handle(x!)));
      return tensor(tensorflow.consume([op("Mul", handle(x!), number(alpha))], (scaled) => op("AddV2", handle(y!), scaled)));
    },
    Scale: ([x], { factor }) => tensor(op("Mul", handle(x!), number(factor))),
    Shift: ([x], { by }) => tensor(op("AddV2", handle(x!), number(by))),
    PositiveShares: ([x]) => {
      const { consume, one } = tensorflow;
      const sum = (of: Handle): Output =>
        one("Sum", [attribute.float(), attribute.int32("Tidx"), attribute.bool("keep_dims", false)], [of, integers([0])]);
      // Shares of nothing are none.
      const sharesOf = (positive: Handle): Output => consume([sum(positive)], (total) => op("DivNoNan", positive, total));
      return tensor(
        consume([op("Relu", handle(x!))], (positive) => consume([sharesOf(positive)], (shares) => op("Mul", shares, number(x!.shape[0]!)))),
      );
    },
    OnesLike: ([x]) => tensor(op("OnesLike", handle(x!))),
    BroadcastTo: ([x], { shape }) => tensor(tensorflow.one("BroadcastTo", [...T, attribute.int32("Tidx")], [handle(x!), integers(shape)])),
    SumTo: ([x], { shape }) => tensor(sumTo(tensorflow, x!, shape)),
  };
}

function sumTo({ handle, one, consume, integers, attribute }: TensorFlow, x: TensorInfo, shape: readonly number[]): Output {
  const isByChannel = shape.length === 1 && x.shape.length > 1 && shape[0] === x.shape.at(-1);
  if (isByChannel) return one("BiasAddGrad", [attribute.float()], [handle(x)]);
  const lead = x.shape.length - shape.length;
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis < lead || shape[axis - lead] !== x.shape[axis]);
  const sum = one(
    "Sum",
    [attribute.float(), attribute.int32("Tidx"), attribute.bool("keep_dims", lead === 0)],
    [handle(x), integers(axes)],
  );
  if (sameShape(sum.shape, shape)) return sum;
  return consume([sum], (id) => one("Reshape", [attribute.float(), attribute.int32("Tshape")], [id, integers(shape)]));
}
