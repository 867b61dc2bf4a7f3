import { defineMixer, z } from "evenkeel";

/** Say here how the rows of each batch are mixed; here each with a row of its own class, by a share that is drawn. */
export default defineMixer({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { least: z.number().min(0.5).lt(1).default(0.7).describe("the least share of the row itself") },
  create: ({ least }) => ({
    pair(batchRows, { labels }, _classCounts, rng) {
      const members = (label: number): number[] => Array.from(labels.keys()).filter((row) => labels[row] === label);
      const partner = batchRows.map((row) => {
        const own = members(labels[row]!);
        return own[rng.integer(own.length)]!;
      });
      const coefficient = Float64Array.from(batchRows, () => least + (1 - least) * rng.double());
      return { anchor: batchRows.slice(), partner, coefficient, labelCoefficient: coefficient };
    },
  }),
});
