import { defineMetric } from "evenkeel";

/** Say here what is measured; here the share of rows of the class of interest that are called so. */
export default defineMetric({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {},
  create: () => ({
    describe: { my_name: { label: "what tables call it", higherIsBetter: true, rankingOnly: false } },
    compute({ logits, labels, numClasses, positive }) {
      const rows = Array.from(labels.keys()).filter((row) => labels[row] === positive);
      const isCalled = (row: number): boolean => {
        const own = logits.subarray(row * numClasses, (row + 1) * numClasses);
        return own[positive]! === Math.max(...own);
      };
      return { my_name: rows.filter(isCalled).length / rows.length };
    },
  }),
});
