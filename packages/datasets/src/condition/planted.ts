import { defineCondition, majorityOf, minorityOf, UserError } from "@evenkeel/core";
import { z } from "zod";
import { labelsById } from "../split/check-split.js";
import { rowsOfClass } from "../split/rows-of-class.js";

/**
 * Some training rows of the majority class carry the label of the minority, wherever they are used. Meta, validation and test rows stay
 * as they are, so that a method that learns from meta rows can find them out.
 *
 * A file of splits may name the rows (`planted`), which then are taken; else they are drawn without replacement (stream `plant/<trial>`).
 */
export default defineCondition({
  name: "planted",
  summary: "some majority training rows carry the minority label",
  config: {
    rows: z
      .number()
      .min(0)
      .default(0.02)
      .describe("training rows of the majority class that are relabelled: below 1 a share, else a count"),
  },
  create: ({ rows }) => ({
    description:
      "some majority training rows carry the minority label wherever they are used; meta and test rows stay clean, which only methods with a meta set profit from",
    apply({ dataset, split, classCounts, trial, labels }, stream) {
      const [minority, majority] = [minorityOf(classCounts, "last"), majorityOf(classCounts)];
      const pool = rowsOfClass(dataset, split.train, majority);
      const count = countOf(rows, pool.length);
      const named = split.given?.["planted"];
      const planted = named ?? Array.from(stream("plant", trial).permutation(pool.length).subarray(0, count), (i) => pool[i]!);
      const trueLabels = labelsById(dataset);
      const own = named?.find((id) => trueLabels.get(id) === minority);
      if (own !== undefined)
        throw new UserError(
          `condition=planted: expected rows of other classes than ${dataset.classNames[minority]} to be named as planted in the file of splits, got row ${own}, which is of it. Leave it out.`,
        );
      const warnings =
        named && named.length !== count
          ? [`condition.rows asks for ${count} rows, but the file of splits names ${named.length}, and those are taken.`]
          : [];
      return { split, labels: new Map([...labels, ...planted.map((id) => [id, minority] as const)]), warnings };
    },
  }),
});

function countOf(rows: number, available: number): number {
  if (rows === 0) return 0;
  const count = rows < 1 ? Math.max(1, Math.round(rows * available)) : rows;
  if (Number.isInteger(count) && count < available) return count;
  throw new UserError(
    `condition=planted: expected \`condition.rows\` below 1 or a whole count below the ${available} majority rows of train, got ${rows}.`,
  );
}
