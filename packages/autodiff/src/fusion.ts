import { jvp } from "./forward.js";
import { defineOp, type Derivative } from "./op.js";
import { addDerivatives } from "./ops/arithmetic.js";
import { linearize } from "./reverse.js";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Value } from "./value.js";

/**
 * An op that is a composition of others, named so that an engine can compute it in one kernel.
 *
 * Its derivatives are those of the composition: none are written by hand, and they cost more only where they are used.
 */
export function defineFusion<Inputs extends readonly Value[], Attrs extends object = object>(
  name: string,
  compose: (inputs: Inputs, attrs: Attrs) => Value,
): (inputs: Inputs, attrs?: Attrs) => Value {
  const alone = (inputs: Inputs, i: number, attrs: Attrs) => (input: Value) => compose(inputs.with(i, input) as readonly Value[] as Inputs, attrs);
  const op = defineOp<Inputs, [output: Value], Attrs>({
    name,
    forward: (inputs, attrs) => [compose(inputs as Inputs, attrs) as Tensor],
    vjp: ({ inputs, attrs }, [u]) =>
      inputs.map((input, i) => () => u && linearize(alone(inputs, i, attrs), input).pullback(u)) as { [I in keyof Inputs]: () => Derivative },
    jvp: ({ inputs, attrs }, tangents) => [
      inputs
        .map((input, i): Derivative => (tangents[i] ? jvp(alone(inputs, i, attrs), input, tangents[i]).tangent : null))
        .reduce(addDerivatives, null),
    ],
  });
  return (inputs, attrs) => op(inputs, attrs)[0];
}
