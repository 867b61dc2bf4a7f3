import { countClasses, defineSampler, z } from "evenkeel";

/** Say here which rows are trained on and which are made; here at most `ratio` rows of a class for each of the rarest. */
export default defineSampler({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { ratio: z.number().min(1).default(5).describe("rows of a class for each row of the rarest, at most") },
  create: ({ ratio }) => ({
    resample({ labels, numClasses }, _context, rng) {
      const most = ratio * Math.min(...countClasses(labels, numClasses));
      const kept = new Array<number>(numClasses).fill(0);
      const order = Array.from(rng.permutation(labels.length)).filter((row) => kept[labels[row]!]!++ < most);
      return { rows: Int32Array.from(order.sort((a, b) => a - b)) };
    },
  }),
});
