import { defineSampler, fileSetting, oneHot, parentsOf, type Relation, tokens, UserError } from "@evenkeel/core";
import { z } from "zod";

/**
 * Adds rows that another program made from the training rows of this split: a generator, a diffusion model, a sampler in Python.
 *
 * The file is a table with the columns of the data set, one for the class, and `split`: the hash of the split that a row was made for;
 * or a `.npz` file with arrays `X`, `y`, `split`. Rows of other splits are left unread, and without a row of this one nothing runs: rows
 * made from the test rows of a trial would make its scores worthless. They are in the units of the source, and imputed and encoded as
 * the run's own. `parents` and `parent_shares` say of which training rows a row was made, where that is known.
 */
export default defineSampler({
  name: "rows-from-file",
  summary: "adds synthetic rows that another program made for this split",
  config: {
    path: fileSetting()
      .describe("a CSV file with the columns of the data, the class, and `split`; or a .npz file with X, y and split")
      .meta({ examples: ["synthetic.csv"] }),
    label: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("the column, or array, that holds the class; null for `label` of a table, `y` of arrays"),
  },
  inject: [tokens.elsewhere],
  leavesIdle: () => ({ "training.redrawEvery": "the rows of a file are the same at every draw." }),
  create: ({ path, label }, elsewhere) => ({
    resample(train) {
      const { count, features, labels, parents } = elsewhere.rows({ setting: "sampler.path", path }, label);
      const isTrained = new Set(train.ids);
      const stray = parents?.flat().find(([id]) => !isTrained.has(id));
      if (stray)
        throw new UserError(
          `sampler.path: expected parents among the rows that are trained on, got row ${stray[0]} in ${path}, which is none: what it carries would leak into training. Make the rows from the training rows of the split alone.`,
        );
      return {
        rows: Int32Array.from(train.labels.keys()),
        synthetic: {
          ...train,
          count,
          features,
          targets: oneHot(labels, train.numClasses),
          labels,
          ids: new Int32Array(count).fill(-1),
          origin: {
            parents: parentsOf(parents ?? Array.from(labels, () => [])),
            relation: Object.fromEntries(train.blocks.map(({ name }): [string, Relation] => [name, "learned"])),
          },
        },
      };
    },
  }),
});
