import type { OpKernels } from "../../op-kernel.js";
import type { TensorFlow } from "../tensorflow.js";

/** Ops on rows, the slices of the first axis. */
export function rowKernels({ one, consume, tensor, handle, integers, attribute }: TensorFlow): OpKernels {
  const T = [attribute.float()];
  return {
    RowDot: ([a, b]) => {
      const sum = [attribute.float(), attribute.int32("Tidx"), attribute.bool("keep_dims", false)];
      return tensor(consume([one("Mul", T, [handle(a!), handle(b!)])], (id) => one("Sum", sum, [id, integers([-1])])));
    },
    ScaleRows: ([x, s]) => {
      if (x!.shape.length !== 2) return null;
      const column = one("Reshape", [attribute.float(), attribute.int32("Tshape")], [handle(s!), integers([-1, 1])]);
      return tensor(consume([column], (id) => one("Mul", T, [handle(x!), id])));
    },
  };
}

/** Ops whose second input holds int32 row numbers. */
export function indexedRowKernels({ one, tensor, handle, integer, attribute }: TensorFlow): OpKernels {
  const indices = attribute.int32("Tindices");
  return {
    GatherRows: ([x, rows]) => {
      const types = [attribute.float("Tparams"), indices, attribute.int32("Taxis")];
      return tensor(one("GatherV2", types, [handle(x!), handle(rows!), integer(0)]));
    },
    ScatterAddRows: ([x, rows], { numRows }) =>
      tensor(
        one(
          "UnsortedSegmentSum",
          [attribute.float(), indices, attribute.int32("Tnumsegments")],
          [handle(x!), handle(rows!), integer(numRows)],
        ),
      ),
  };
}
