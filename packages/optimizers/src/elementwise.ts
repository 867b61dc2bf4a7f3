import { add, adopt, axpy, detach, dispose, linearize, mul, reshape, scaleRows, scope } from "@evenkeel/autodiff";
import type { Optimizer, Tree, UpdateContext, Updated, Value } from "@evenkeel/core";
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  ones,
  type Tensor,
  type TensorInfo,
  zeros,
} from "@tensorflow/tfjs-core";
import { clipByGlobalNorm } from "./clip.js";

/** What one parameter's update reads, all of one shape. */
export interface Entry {
  readonly theta: Value;
  readonly g: Value;
  /** The state, in the order of `slots`. */
  readonly slots: readonly Value[];
  /** By `inputs`. */
  readonly given: Readonly<Record<string, Tensor>>;
  /** 1 for each entry that takes part; undefined if all do. */
  readonly present: Value | undefined;
}

/** An optimizer that treats each entry of the parameters alone, after clipping. */
export interface ElementwiseRule {
  readonly learningRate: number;
  readonly clipNorm: number | null;
  /** Names of what is kept for each parameter; all start at zero. */
  readonly slots: readonly string[];
  /** What changes from update to update. @param learningRate - after the schedule. */
  inputs(step: number, learningRate: number): Readonly<Record<string, Float32Array>>;
  /** The new parameter and state, in autodiff's ops. */
  step(entry: Entry): { readonly theta: Value; readonly slots: readonly Value[] };
  /** (∂θ′/∂g)ᵀ v. */
  pullback(entry: Entry, cotangent: Value): Value;
  /** The kernel that overwrites `[theta, …slots]` of `[theta, g, given, …slots]` with the bits of `step`; null where there is none. */
  readonly inPlace: { readonly kernel: string; readonly given: string; readonly attrs: NamedAttrMap } | null;
}

/** Makes the optimizer of a rule: trees, clipping, entries that are absent, in-place updates. */
export function elementwiseOptimizer(rule: ElementwiseRule): Optimizer {
  const clip = (gradient: Tree): Tree => (rule.clipNorm === null ? gradient : clipByGlobalNorm(gradient, rule.clipNorm));
  const slotsOf = (name: string): string[] => rule.slots.map((slot) => `${name}/${slot}`);

  const entryOf = (name: string, gradient: Tree, state: Tree, params: Tree, at: UpdateContext): Entry => ({
    theta: params[name]!,
    g: gradient[name] ?? refuse(name, gradient),
    slots: slotsOf(name).map((slot) => state[slot]!),
    given: at.given,
    present: at.present?.[name],
  });

  function update(gradient: Tree, state: Tree, params: Tree, at: UpdateContext): Updated {
    return scope(() => {
      const clipped = clip(gradient);
      const next: { params: Record<string, Value>; state: Record<string, Value> } = { params: {}, state: {} };
      for (const name in params) {
        const entry = entryOf(name, clipped, state, params, at);
        const stepped = keepAbsent(entry, rule.step(entry));
        next.params[name] = stepped.theta;
        slotsOf(name).forEach((slot, i) => (next.state[slot] = stepped.slots[i]!));
      }
      return next;
    });
  }

  function updateDonating(gradient: Tree, state: Tree, params: Tree, at: UpdateContext): Updated {
    const fast = at.present ? null : rule.inPlace;
    const kernel = fast && getKernel(`evenkeel/${fast.kernel}`, getBackend());
    if (!kernel) {
      const next = update(gradient, state, params, at);
      for (const tree of [gradient, state, params]) dispose(tree);
      return next;
    }
    const { backend } = engine();
    scope(() => {
      const clipped = clip(gradient);
      for (const name in params) {
        const { theta, g, slots } = entryOf(name, clipped, state, params, at);
        const inputs = [theta, g, at.given[fast.given]!, ...slots].map(detach) as TensorInfo[] as unknown as NamedTensorInfoMap;
        kernel.kernelFunc({ inputs, attrs: fast.attrs, backend });
      }
    });
    dispose(gradient);
    return { params, state };
  }

  function pullback(gradient: Tree, state: Tree, params: Tree, cotangent: Tree, at: UpdateContext): Tree {
    return scope(() => {
      const clipped = linearize(clip, gradient);
      const below: Record<string, Value> = {};
      for (const name in params) {
        const entry = entryOf(name, clipped.value, state, params, at);
        const v = entry.present ? mul(entry.present, cotangent[name]!) : cotangent[name]!;
        below[name] = rule.pullback(entry, v);
      }
      return rule.clipNorm === null ? below : clipped.pullback(below);
    });
  }

  return {
    learningRate: rule.learningRate,
    init: (params) =>
      Object.fromEntries(Object.entries(params).flatMap(([name, { shape }]) => slotsOf(name).map((slot) => [slot, zeros(shape)]))),
    inputs: (step, rate) => rule.inputs(step, rule.learningRate * rate),
    update,
    updateDonating,
    pullback,
  };
}

/** Value and state of absent entries, to the bit. */
function keepAbsent(
  { theta, slots, present }: Entry,
  stepped: { readonly theta: Value; readonly slots: readonly Value[] },
): typeof stepped {
  if (!present) return stepped;
  const absent = axpy(-1, present, adopt(ones(present.shape)));
  const choose = (now: Value, old: Value): Value => add(mul(present, now), mul(absent, old));
  return { theta: choose(stepped.theta, theta), slots: stepped.slots.map((slot, i) => choose(slot, slots[i]!)) };
}

function refuse(name: string, gradient: Tree): never {
  throw new RangeError(`optimizer: expected a gradient for \`${name}\`, got one for ${Object.keys(gradient).join(", ") || "none"}.`);
}

/** x times the one entry of `factor`, `[1]`. */
export const times = (factor: Value, x: Value): Value => reshape(scaleRows(reshape(x, [1, -1]), factor), x.shape);
