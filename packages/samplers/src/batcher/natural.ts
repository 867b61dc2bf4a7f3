import { defineBatcher } from "@evenkeel/core";

/**
 * Batches as the rows are: an epoch is one permutation cut into ⌊N/B⌋ full batches, and what is left over is left out, another part in
 * each epoch. So a batch has one size and one epoch. Fewer rows than a batch holds are one batch.
 */
export default defineBatcher({
  name: "natural",
  summary: "an epoch is one permutation of the rows, cut into full batches",
  config: {},
  create:
    () =>
    ({ labels: { length }, batchSize }, stream) => {
      const size = Math.min(batchSize, length);
      let kept: { readonly epoch: number; readonly order: Int32Array } | null = null;
      // The last permutation is kept, which is a cache and no state.
      const orderOf = (epoch: number): Int32Array => {
        if (kept?.epoch !== epoch) kept = { epoch, order: stream("natural-order", epoch).permutation(length) };
        return kept.order;
      };
      return {
        perEpoch: Math.floor(length / size),
        at: ({ epoch, batch }) => orderOf(epoch).slice(batch * size, (batch + 1) * size),
      };
    },
});
