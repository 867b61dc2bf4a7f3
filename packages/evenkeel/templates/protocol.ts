import { countClasses, defineProtocol, z } from "evenkeel";

/** Say here how data become trials; here a share of each class is tested, drawn anew for each trial. No row is set apart to learn from. */
export default defineProtocol({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {
    repeats: z.int().positive().default(10).describe("trials"),
    tested: z.number().gt(0).lt(1).default(0.3).describe("share of each class that is tested"),
  },
  create: ({ repeats, tested }) => ({
    numTrials: repeats,
    description: `${repeats} random splits; ${100 * tested} % of each class are tested`,
    classCounts: ({ labels, numClasses }) => countClasses(labels, numClasses),
    split({ labels, rowIds, numClasses }, trial, stream) {
      const order = stream("my-name", trial).permutation(labels.length);
      const test = Array.from({ length: numClasses }, (_, label) => {
        const own = Array.from(order).filter((row) => labels[row] === label);
        return own.slice(0, Math.max(1, Math.min(own.length - 1, Math.round(tested * own.length))));
      }).flat();
      const isTested = new Set(test);
      const ids = (rows: readonly number[]): number[] => rows.map((row) => rowIds[row]!).sort((a, b) => a - b);
      return { train: ids(Array.from(labels.keys()).filter((row) => !isTested.has(row))), meta: [], test: ids(test) };
    },
  }),
});
