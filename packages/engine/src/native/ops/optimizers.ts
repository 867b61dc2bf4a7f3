import type { OpKernels } from "../../op-kernel.js";
import type { Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

/** Updates in place: the new numbers take the place of the old ones behind the same tensor, without a tensor of TF.js' between. */
export function optimizerKernels(tensorflow: TensorFlow): OpKernels {
  const { one, consume, release, replace, handle, number, integers, attribute } = tensorflow;
  const T = [attribute.float()];
  const op = (name: string, ...inputs: Handle[]): Output => one(name, T, inputs);
  const scale = (factor: number, x: Handle): Output => op("Mul", x, number(factor));
  const axpy = (alpha: number, x: Handle, y: Handle): Output => consume([scale(alpha, x)], (scaled) => op("AddV2", y, scaled));

  /** Runs `body`, then releases what it held. */
  const holding = (body: (hold: (output: Output) => Handle) => void): [] => {
    const held: Output[] = [];
    body((output) => {
      held.push(output);
      return output.id;
    });
    release(...held);
    return [];
  };

  /** One of the numbers that change from update to update. */
  const rateAt = (rates: Handle, i: number): Output =>
    one("Slice", [...T, attribute.int32("Index")], [rates, integers([i]), integers([1])]);
  const times = (factor: Handle, x: Handle): Output => op("Mul", x, factor);
  /** y − αx. */
  const less = (alpha: Handle, x: Handle, y: Handle): Output => consume([times(alpha, x)], (scaled) => op("Sub", y, scaled));

  return {
    SgdInPlace: ([theta, g, rate, m], { momentum = 0, nesterov = false, weightDecay = 0 }) =>
      holding((hold) => {
        const gradient = weightDecay === 0 ? handle(g!) : hold(axpy(weightDecay, handle(theta!), handle(g!)));
        if (!m) return replace(theta!, less(handle(rate!), gradient, handle(theta!)));
        const velocity = axpy(momentum, handle(m), gradient);
        const direction = nesterov ? hold(axpy(momentum, velocity.id, gradient)) : velocity.id;
        replace(theta!, less(handle(rate!), direction, handle(theta!)));
        replace(m, velocity);
      }),
    AdamInPlace: ([theta, g, rates, m, v], { beta1, beta2, epsilon, weightDecay = 0 }) =>
      holding((hold) => {
        const [stepSize, varianceScale, shrinkage] = [0, 1, 2].map((i) => hold(rateAt(handle(rates!), i))) as [Handle, Handle, Handle];
        const gradient = weightDecay === 0 ? handle(g!) : hold(axpy(weightDecay, handle(theta!), handle(g!)));
        const mean = axpy(1 - beta1, gradient, hold(scale(beta1, handle(m!))));
        const square = axpy(1 - beta2, hold(op("Mul", gradient, gradient)), hold(scale(beta2, handle(v!))));
        const deviation = hold(op("AddV2", hold(times(varianceScale, hold(op("Sqrt", square.id)))), number(epsilon)));
        const direction = hold(op("Mul", mean.id, hold(op("Reciprocal", deviation))));
        replace(theta!, less(stepSize, direction, hold(times(shrinkage, handle(theta!)))));
        replace(m!, mean);
        replace(v!, square);
      }),
  };
}
