import { type Batcher, type BatcherRows, type Place, positionsByClass } from "@evenkeel/core";

/**
 * Batches whose rows are drawn one by one: a class by its share, then a row of it, each as likely as another.
 *
 * @param sharesAt - of each class at a place, given its rows and how far training is, in [0, 1]; they need not add up to 1.
 */
export function byClass(sharesAt: (counts: readonly number[], at: Place & { readonly progress: number }) => readonly number[]): Batcher {
  return ({ labels, numClasses, batchSize, updates }: BatcherRows, stream) => {
    const positions = positionsByClass(labels, numClasses);
    const counts = positions.map(({ length }) => length);
    return {
      perEpoch: Math.max(1, Math.floor(labels.length / batchSize)),
      at(place) {
        const shares = sharesAt(counts, { ...place, progress: place.step / updates }).map((share, label) =>
          counts[label] === 0 ? 0 : share,
        );
        const total = shares.reduce((sum, share) => sum + share, 0);
        const rng = stream("class-batch", place.step);
        return Int32Array.from({ length: Math.min(batchSize, labels.length) }, () => {
          let left = rng.double() * total;
          const drawn = shares.findIndex((share) => (left -= share) < 0);
          // Rounding may leave a rest behind the last class.
          const own = positions[drawn < 0 ? shares.findLastIndex((share) => share > 0) : drawn]!;
          return own[rng.integer(own.length)]!;
        });
      },
    };
  };
}
