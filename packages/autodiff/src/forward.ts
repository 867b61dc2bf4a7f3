import { zeros } from "@tensorflow/tfjs-core";
import { apply } from "./op.js";
import type { Derivative, Op } from "./op-definition.js";
import { grad } from "./reverse.js";
import { adopt, scope, whileOpen } from "./scope.js";
import { mapNest, zipNest } from "./tree.js";
import { Lifted, type Nest, nextLevel, type Trace, type Value } from "./value.js";

/** A value with its directional derivative. */
class Dual extends Lifted {
  constructor(
    trace: Trace,
    primal: Value,
    readonly tangent: Derivative,
  ) {
    super(trace, primal);
  }
}

class ForwardTrace implements Trace {
  readonly level = nextLevel();
  isOpen = false;

  apply(op: Op, values: readonly Value[], attrs: object): Value[] {
    const inputs = values.map((value) => this.primalOf(value));
    const tangents = values.map((value) => this.tangentOf(value));
    const outputs = apply(op, inputs, attrs);
    if (tangents.every((tangent) => tangent === null)) return outputs;
    const above: Derivative[] = op.jvp({ inputs, outputs, attrs }, tangents);
    return outputs.map((output, o) => new Dual(this, output, above[o] ?? null));
  }

  primalOf(value: Value): Value {
    return value instanceof Dual && value.trace === this ? value.primal : value;
  }

  tangentOf(value: Value): Derivative {
    return value instanceof Dual && value.trace === this ? value.tangent : null;
  }
}

/** `f` at a point and its derivative along `direction`, exact, in one pass that saves nothing. */
export function jvp<In extends Nest, Out extends Nest>(f: (at: In) => Out, at: In, direction: In): { value: Out; tangent: Out } {
  return scope(() => {
    const trace = new ForwardTrace();
    const result = whileOpen(trace, () => f(zipNest((value, tangent) => new Dual(trace, value, tangent), at, direction)));
    return {
      value: mapNest((value) => trace.primalOf(value), result),
      tangent: mapNest((value) => trace.tangentOf(value) ?? adopt(zeros(value.shape)), result),
    };
  });
}

/** The Hessian of a scalar function times `direction`: forward over reverse. */
export function hvp<In extends Nest>(f: (at: In) => Value, at: In, direction: In): In {
  return scope(() => jvp(grad(f), at, direction).tangent);
}
