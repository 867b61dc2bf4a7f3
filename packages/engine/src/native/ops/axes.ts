import type { OpKernels } from "../../op-kernel.js";
import type { Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

/** Ops that take apart or put together along one axis. */
export function axisKernels(tensorflow: TensorFlow): OpKernels {
  const { one, tensor, handle, integers, integer, attribute } = tensorflow;
  return {
    Concat: ([a, b], { axis }) => {
      const attributes = [attribute.float(), attribute.int32("Tidx"), { ...attribute.integers("N", []), value: 2 }];
      return tensor(one("ConcatV2", attributes, [handle(a!), handle(b!), integer(axis)]));
    },
    Slice: ([x], { axis, start, count }) => {
      const begin = x!.shape.map((_, i) => (i === axis ? start : 0));
      const size = x!.shape.map((length, i) => (i === axis ? count : length));
      return tensor(one("Slice", [attribute.float(), attribute.int32("Index")], [handle(x!), integers(begin), integers(size)]));
    },
    Pad: ([x], { axis, before, after }) =>
      tensor(
        padded(
          tensorflow,
          handle(x!),
          x!.shape.flatMap((_, i) => (i === axis ? [before, after] : [0, 0])),
        ),
      ),
  };
}

/** x between zeros: a pair of counts for each axis. */
export function padded({ one, consume, integers, attribute }: TensorFlow, x: Handle, counts: readonly number[]): Output {
  const table = one("Reshape", [attribute.int32("T"), attribute.int32("Tshape")], [integers(counts), integers([-1, 2])]);
  return consume([table], (id) => one("Pad", [attribute.float(), attribute.int32("Tpaddings")], [x, id]));
}
