import { defineClassWeights, UserError } from "@evenkeel/core";

/**
 * Weights classes so that each has the same total weight; the mean over examples is 1.
 *
 *     w_c = N / (C · n_c)
 *
 * @throws UserError if a class has no training example.
 * @see scikit-learn, `class_weight="balanced"`; King, Zeng, "Logistic Regression in Rare Events Data", Political Analysis 2001.
 */
export default defineClassWeights({
  name: "inverse-frequency",
  summary: "the same total weight for each class",
  config: {},
  create: () => (classCounts) => {
    if (classCounts.some((count) => count < 1)) {
      throw new UserError(
        `inverse-frequency: expected at least one training example of each class, got counts [${classCounts.join(", ")}]. Leave the empty class out of the data set.`,
      );
    }
    const total = classCounts.reduce((sum, count) => sum + count, 0);
    return classCounts.map((count) => total / (classCounts.length * count));
  },
});
