import { add, adopt, concat, gather, mul, reshape, scaleRows, slice, sub } from "@evenkeel/autodiff";
import type { Pairing, Rows, Value } from "@evenkeel/core";
import { type Tensor, tensor, tensor1d } from "@tensorflow/tfjs-core";

/** The rows of a role on the device: uploaded once, gathered for each batch. */
export interface HeldRows {
  readonly features: Tensor;
  readonly targets: Tensor;
}

/** The parts one below the other; owned by the caller. */
export function holdRows(parts: readonly Rows[]): HeldRows {
  const [{ featureShape, numClasses }] = parts as [Rows];
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const stacked = (of: "features" | "targets", shape: readonly number[]): Tensor => {
    if (parts.length === 1) return tensor(parts[0]![of], [count, ...shape]);
    const values = new Float32Array(parts.reduce((sum, part) => sum + part[of].length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part[of], at);
      at += part[of].length;
    }
    return tensor(values, [count, ...shape]);
  };
  return { features: stacked("features", featureShape), targets: stacked("targets", [numClasses]) };
}

export type Examples = { readonly features: Value; readonly targets: Value };

/** Rows by position, as often as they are asked for. */
export const takeRows = ({ features, targets }: HeldRows, positions: Int32Array): Examples => {
  const index = adopt(tensor1d(positions, "int32"));
  return { features: gather(features, index), targets: gather(targets, index) };
};

/** What is done to features before they are mixed. */
export type Change = ((features: Value) => Value) | null;

/** Anchors and partners, changed as one batch. */
function takePairs(rows: HeldRows, { anchor, partner }: Pairing, change: Change): [Examples, Examples] {
  const [a, b] = [takeRows(rows, anchor), takeRows(rows, partner)];
  if (!change) return [a, b];
  const both = change(concat([a.features, b.features]));
  const half = (from: number): Value => slice(both, from, anchor.length);
  return [
    { ...a, features: half(0) },
    { ...b, features: half(anchor.length) },
  ];
}

/** x̃ = a + (1 − λ)·(b − a) with label y_a + (1 − λ_y)·(y_b − y_a), in float32. */
export function mixRows(rows: HeldRows, pairing: Pairing, change: Change = null): Examples {
  const [a, b] = takePairs(rows, pairing, change);
  return { features: blend(a.features, b.features, pairing.coefficient), targets: blend(a.targets, b.targets, pairing.labelCoefficient) };
}

/** Anchors with their partners behind them, to be mixed in their embeddings; labels are mixed here. */
export function pairRows(rows: HeldRows, pairing: Pairing, change: Change = null): Examples & { readonly away: Tensor } {
  const [a, b] = takePairs(rows, pairing, change);
  return {
    features: concat([a.features, b.features]),
    targets: blend(a.targets, b.targets, pairing.labelCoefficient),
    away: awayOf(pairing.coefficient),
  };
}

const awayOf = (share: Float64Array): Tensor => adopt(tensor1d(Float32Array.from(share, (own) => 1 - own)));

function blend(from: Value, to: Value, share: Float64Array): Value {
  const difference = reshape(sub(to, from), [share.length, -1]);
  return add(from, reshape(scaleRows(difference, awayOf(share)), from.shape));
}

/** Targets times class weights; those that are all 1 change nothing. */
export function weighTargets(targets: Value, classWeights: readonly number[]): Value {
  if (classWeights.every((weight) => weight === 1)) return targets;
  return mul(targets, adopt(tensor1d(Float32Array.from(classWeights))));
}
