import { defineBatcher } from "evenkeel";

/** Say here which rows stand in which batch; here the rows in their order, again and again. */
export default defineBatcher({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {},
  create:
    () =>
    ({ labels, batchSize }) => {
      const size = Math.min(batchSize, labels.length);
      const perEpoch = Math.max(1, Math.floor(labels.length / size));
      return {
        perEpoch,
        // A function of the place alone: batches are asked for in any order.
        at: ({ batch, epoch }) => Int32Array.from({ length: size }, (_, i) => (epoch + batch * size + i) % labels.length),
      };
    },
});
