import type { OpKernels } from "../../op-kernel.js";
import type { Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

export function linearKernels(tensorflow: TensorFlow): OpKernels {
  const { one, consume, tensor, handle, attribute } = tensorflow;
  const T = [attribute.float()];
  const matMul = (a: Handle, b: Handle, { transposeA = false, transposeB = false } = {}): Output =>
    one("MatMul", [attribute.bool("transpose_a", transposeA), attribute.bool("transpose_b", transposeB), attribute.float()], [a, b]);
  return {
    MatMul: ([a, b], options) => tensor(matMul(handle(a!), handle(b!), options)),
    Dense: ([x, w, bias], { relu }) => {
      const z = consume([matMul(handle(x!), handle(w!))], (product) => one("BiasAdd", T, [product, handle(bias!)]));
      return tensor(relu ? consume([z], (id) => one("Relu", T, [id])) : z);
    },
    ReluBiasGradient: ([u, y]) => {
      const masked = one("ReluGrad", T, [handle(u!), handle(y!)]);
      return [tensor(masked), tensor(one("BiasAddGrad", T, [masked.id]))];
    },
  };
}
