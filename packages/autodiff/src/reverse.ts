import { ones, type Tensor, zeros } from "@tensorflow/tfjs-core";
import { apply } from "./op.js";
import type { Derivative, Op } from "./op-definition.js";
import { add } from "./ops/arithmetic.js";
import { adopt, scope, whileOpen } from "./scope.js";
import { mapNest, valuesOf } from "./tree.js";
import { Lifted, type Nest, nextLevel, type Trace, type Value } from "./value.js";

/** A value on a tape; `slot` is its place there. */
class Traced extends Lifted {
  constructor(
    override readonly trace: Tape,
    primal: Value,
    readonly slot: number,
  ) {
    super(trace, primal);
  }
}

interface Entry {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attrs: object;
  /** The slot of each input; -1 for a constant. */
  readonly sources: readonly number[];
  /** The slot of the first output. */
  readonly slot: number;
}

type Seeds = readonly (readonly [slot: number, derivative: Value])[];

/** Every application of an op to a watched value, in order. It can be walked in both directions, any number of times. */
class Tape implements Trace {
  readonly level = nextLevel();
  isOpen = false;
  readonly entries: Entry[] = [];
  numSlots = 0;

  watch(primal: Value): Traced {
    return new Traced(this, primal, this.numSlots++);
  }

  slotOf(value: Value): number {
    return value instanceof Traced && value.trace === this ? value.slot : -1;
  }

  apply(op: Op, values: readonly Value[], attrs: object): Value[] {
    const sources = values.map((value) => this.slotOf(value));
    const inputs = values.map((value, i) => (sources[i]! < 0 ? value : (value as Traced).primal));
    const outputs = apply(op, inputs, attrs);
    this.entries.push({ op, inputs, outputs, attrs, sources, slot: this.numSlots });
    return outputs.map((output) => this.watch(output));
  }

  backward(seeds: Seeds): Derivative[] {
    const cotangents: Derivative[] = new Array(this.numSlots).fill(null);
    const accumulate = (slot: number, cotangent: Derivative): void => {
      const sum = cotangents[slot] ?? null;
      cotangents[slot] = sum === null || cotangent === null ? (cotangent ?? sum) : add(sum, cotangent);
    };
    for (const [slot, cotangent] of seeds) if (slot >= 0) accumulate(slot, cotangent);
    for (let e = this.entries.length - 1; e >= 0; e--) {
      const entry = this.entries[e]!;
      const above = entry.outputs.map((_, o) => cotangents[entry.slot + o]!);
      if (above.every((cotangent) => cotangent === null)) continue;
      // A scope of its own: what a vjp makes on its way is free for the next one, still warm in the cache.
      const below = scope(() => cotangentsOfInputs(entry, above));
      entry.sources.forEach((source, i) => source >= 0 && accumulate(source, below[i]!));
    }
    return cotangents;
  }

  forward(seeds: Seeds): Derivative[] {
    const tangents: Derivative[] = new Array(this.numSlots).fill(null);
    for (const [slot, tangent] of seeds) tangents[slot] = tangent;
    for (const entry of this.entries) {
      const below = entry.sources.map((source) => (source < 0 ? null : tangents[source]!));
      if (below.every((tangent) => tangent === null)) continue;
      const above: Derivative[] = entry.op.jvp(entry, below);
      above.forEach((tangent, o) => (tangents[entry.slot + o] = tangent));
    }
    return tangents;
  }
}

function cotangentsOfInputs(entry: Entry, above: Derivative[]): Derivative[] {
  const parts: ((() => Derivative) | Derivative)[] = entry.op.vjp(entry, above);
  return entry.sources.map((source, i) => {
    const part = source < 0 ? null : (parts[i] ?? null);
    return typeof part === "function" ? part() : part;
  });
}

/** `f` at a point, with its derivative as a linear map in both directions. */
export interface Linearization<In extends Nest, Out extends Nest> {
  readonly value: Out;
  /** u ↦ Jᵀu, one reverse pass. */
  pullback(cotangent: Out): In;
  /** t ↦ J·t, one forward pass along the same tape: no second evaluation of `f`. */
  pushforward(tangent: In): Out;
}

/**
 * Evaluates `f` once and keeps what both derivative directions need.
 *
 * The intermediate tensors live until the enclosing `scope` ends; `pullback` and `pushforward` may be called any number of
 * times, and are themselves differentiable.
 */
export function linearize<In extends Nest, Out extends Nest>(f: (at: In) => Out, at: In): Linearization<In, Out> {
  const tape = new Tape();
  const watched = mapNest((value) => tape.watch(value), at);
  const result = whileOpen(tape, () => f(watched));
  const lower = (value: Value): Value => (tape.slotOf(value) < 0 ? value : (value as Traced).primal);
  const slots = (nest: Nest): number[] => valuesOf(nest).map((value) => tape.slotOf(value));
  const inSlots = slots(watched);
  const outSlots = slots(result);
  const read = <N extends Nest>(like: N, derivatives: readonly Derivative[]): N =>
    mapNest((value) => derivatives[tape.slotOf(value)] ?? adopt(zeros(value.shape)), like);
  return {
    value: mapNest(lower, result),
    pullback: (cotangent) => read(watched, tape.backward(seedsAt(outSlots, result, cotangent))),
    pushforward: (tangent) => read(result, tape.forward(seedsAt(inSlots, watched, tangent))),
  };
}

/** Pairs each place with its derivative, found by name: the trees may be in any order. */
function seedsAt(places: readonly number[], like: Nest, derivatives: Nest): Seeds {
  const seeds: (readonly [number, Value])[] = [];
  let place = 0;
  mapNest((value, name) => {
    const derivative = name === "" ? (derivatives as Value) : (derivatives as Record<string, Value>)[name];
    if (derivative === undefined)
      throw new RangeError(`linearize: expected a derivative for \`${name}\`, got ${Object.keys(derivatives).join(", ") || "none"}.`);
    seeds.push([places[place++]!, derivative]);
    return value;
  }, like);
  return seeds;
}

/** The value and the gradient of a scalar function. */
export function valueAndGrad<In extends Nest>(f: (at: In) => Value): (at: In) => { value: Value; gradient: In } {
  return (at) =>
    scope(() => {
      const { value, pullback } = linearize(f, at);
      if (value.shape.length > 0)
        throw new RangeError(`grad: expected a scalar, got shape [${value.shape.join(", ")}]. Take the sum or mean.`);
      return { value, gradient: pullback(one()) };
    });
}

/** The gradient of a scalar function. */
export function grad<In extends Nest>(f: (at: In) => Value): (at: In) => In {
  const both = valueAndGrad(f);
  return (at) => scope(() => both(at).gradient);
}

function one(): Tensor {
  return adopt(ones([]));
}
