import type { Place, Stream } from "@evenkeel/core";

/** `perBatch` of the synthetic rows for each batch, in the order of an epoch's permutation, begun again where it ends. */
export function syntheticOrder(count: number, perBatch: number, stream: Stream): (at: Place) => Int32Array {
  const orderOf = epochOrder("synthetic-order", count, stream);
  return ({ epoch, batch }) => {
    const order = orderOf(epoch);
    return Int32Array.from({ length: perBatch }, (_, i) => order[(batch * perBatch + i) % count]!);
  };
}

/** `perClass` rows of each class, drawn at each step: without replacement, repeated only when a class has fewer. */
export function classBalancedRows(positions: readonly Int32Array[], perClass: number, stream: Stream): (at: Place) => Int32Array {
  return ({ step }) => {
    const rng = stream("meta-rows", step);
    const taken = new Int32Array(perClass * positions.length);
    positions.forEach((members, label) => {
      for (let done = 0; done < perClass;) {
        const chosen = rng.choose(members.length, Math.min(members.length, perClass - done));
        for (const place of chosen) taken[label * perClass + done++] = members[place]!;
      }
    });
    return taken;
  };
}

/** The permutation of an epoch; the last one is kept, which is a cache and no state. */
function epochOrder(name: string, count: number, stream: Stream): (epoch: number) => Int32Array {
  let kept: { readonly epoch: number; readonly order: Int32Array } | null = null;
  return (epoch) => {
    if (kept?.epoch !== epoch) kept = { epoch, order: stream(name, epoch).permutation(count) };
    return kept.order;
  };
}

/** Where a step lies. */
export const placeOf = (step: number, perEpoch: number): Place => ({ epoch: Math.floor(step / perEpoch), batch: step % perEpoch, step });
