import type { Dataset, Pairing, Parents, SyntheticRows } from "@evenkeel/core";
import { rowParents } from "../parents.js";

/** How far each row lies on the way from its anchor to its partner, in two factors: `step` of the way that `reach` shortens. */
export interface Way {
  readonly step: Float64Array;
  readonly reach: Float64Array;
}

/**
 * The rows that a pairing stands for, a + (1 − λ)·(b − a) with targets λ_y·onehot(a) + (1 − λ_y)·onehot(b).
 *
 * Float32 data are subtracted in float32 and rounded once, as NumPy does it.
 *
 * @param way - 1 − λ as a product, for the bits of a library that multiplies its factors one by one.
 */
export function syntheticRows(train: Dataset, pairing: Pairing, way?: Way): SyntheticRows {
  const count = pairing.anchor.length;
  const targets = new Float64Array(count * train.numClasses);
  for (let i = 0; i < count; i++) {
    const share = pairing.labelCoefficient[i]!;
    targets[i * train.numClasses + train.labels[pairing.anchor[i]!]!]! += share;
    targets[i * train.numClasses + train.labels[pairing.partner[i]!]!]! += 1 - share;
  }
  return { values: mixedValues(train, pairing, way), count, targets, parents: parentsOf(train, pairing), pairing };
}

function mixedValues({ values, numExamples }: Dataset, { anchor, partner, coefficient }: Pairing, way?: Way): Float64Array {
  const width = values.length / numExamples;
  const rounded = values instanceof Float32Array ? Math.fround : (value: number): number => value;
  const mixed = new Float64Array(anchor.length * width);
  for (let i = 0; i < mixed.length; i++) {
    const row = Math.floor(i / width);
    const a = values[anchor[row]! * width + (i % width)]!;
    const b = values[partner[row]! * width + (i % width)]!;
    const step = way ? way.step[row]! : 1 - coefficient[row]!;
    const difference = rounded(b - a);
    mixed[i] = rounded(a + step * (way ? rounded(difference * way.reach[row]!) : difference));
  }
  return mixed;
}

/** Anchor and partner with their shares; a parent of no weight is none, and a row paired with itself has one. */
function parentsOf({ rowIds }: Dataset, { anchor, partner, coefficient }: Pairing): Parents {
  return rowParents(
    Array.from(anchor, (a, i) => {
      const share = coefficient[i]!;
      if (a === partner[i]) return [[rowIds[a]!, 1]];
      const both = [[rowIds[a]!, share] as const, [rowIds[partner[i]!]!, 1 - share] as const];
      return both.filter(([, weight]) => weight > 0);
    }),
  );
}
