import type { OpKernels } from "../../op-kernel.js";
import type { TensorFlow } from "../tensorflow.js";

/** Ops that take apart or put together along one axis. */
export function axisKernels({ one, consume, tensor, handle, integers, integer, attribute }: TensorFlow): OpKernels {
  const T = [attribute.float()];
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
    Pad: ([x], { axis, before, after }) => {
      const pairs = x!.shape.flatMap((_, i) => (i === axis ? [before, after] : [0, 0]));
      const table = one("Reshape", [attribute.int32("T"), attribute.int32("Tshape")], [integers(pairs), integers([-1, 2])]);
      return tensor(consume([table], (id) => one("Pad", [...T, attribute.int32("Tpaddings")], [handle(x!), id])));
    },
  };
}
