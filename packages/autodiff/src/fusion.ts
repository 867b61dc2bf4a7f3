import type { Tensor } from "@tensorflow/tfjs-core";
import { jvp } from "./forward.js";
import { defineOp } from "./op.js";
import type { Derivative } from "./op-definition.js";
import { addDerivatives } from "./ops/arithmetic.js";
import { linearize } from "./reverse.js";
import type { Tree, Value } from "./value.js";

/**
 * An op that is a composition of others, named so that an engine can compute it in one kernel.
 *
 * Its derivatives are those of the composition: none are written by hand, and they cost more only where they are used.
 */
export function defineFusion<Inputs extends readonly Value[], Outputs extends readonly Value[] = [Value], Attrs extends object = object>(
  name: string,
  compose: (inputs: Inputs, attrs: Attrs) => Outputs,
): (inputs: Inputs, attrs?: Attrs) => Outputs {
  /** The outputs for which `wanted` has a value, as a function of input i. */
  const alone = (inputs: Inputs, attrs: Attrs, i: number, wanted: readonly unknown[]) => (input: Value) =>
    present(compose(inputs.with(i, input) as readonly Value[] as Inputs, attrs), wanted);
  return defineOp<Inputs, Outputs, Attrs>({
    name,
    forward: (inputs, attrs) => compose(inputs as Inputs, attrs) as { [O in keyof Outputs]: Tensor },
    vjp: ({ inputs, attrs }, cotangents) =>
      inputs.map((input, i) => () => linearize(alone(inputs, attrs, i, cotangents), input).pullback(present(cotangents, cotangents))) as {
        [I in keyof Inputs]: () => Derivative;
      },
    jvp({ inputs, outputs, attrs }, tangents) {
      const parts = inputs.flatMap((input, i) =>
        tangents[i] ? [Object.values(jvp(alone(inputs, attrs, i, outputs), input, tangents[i]).tangent)] : [],
      );
      return outputs.map((_, o) => parts.map((part) => part[o]!).reduce<Derivative>(addDerivatives, null)) as {
        [O in keyof Outputs]: Derivative;
      };
    },
  });
}

/** The values at whose place `wanted` has one too, named by their place. */
function present(values: readonly Derivative[], wanted: readonly unknown[]): Tree {
  return Object.fromEntries(values.flatMap((value, o) => (value !== null && wanted[o] !== null ? [[`output${o}`, value]] : [])));
}
