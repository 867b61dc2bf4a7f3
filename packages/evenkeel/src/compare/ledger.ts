import type { FinishedTrial } from "@evenkeel/experiment";
import type { LedgerRow } from "@evenkeel/report";
import type { OpenedComparison } from "./open-comparison.js";
import type { PlannedMethod } from "./planned-method.js";

/** Which rows each method was given, and what for, of the first trial that finished. */
export function ledgerOf(
  { comparison, plan }: OpenedComparison,
  finished: (condition: string, method: PlannedMethod) => FinishedTrial[],
): LedgerRow[] {
  return comparison.conditions.flatMap((condition) =>
    plan.methods.flatMap((method) => {
      const trial = finished(condition, method)[0];
      if (!trial || method.equalTo !== null) return [];
      const { train, synthetic, meta, validation } = trial.rows;
      const isUsed = (counts: readonly number[]) => counts.some((count) => count > 0);
      const wrong = trial.mislabelled.length;
      // What it was trained on is not known here.
      if (method.elsewhere === "scores") return [];
      const isOfNobody = trial.synthetic.every(({ parents }) => parents.length === 0);
      return [
        {
          condition,
          method: method.name,
          role: "train",
          classCounts: train,
          note: [`${method.rows.join(" and ")} rows`, wrong > 0 && `${wrong} of them mislabelled`].filter(Boolean).join(", "),
        },
        ...(isUsed(synthetic)
          ? [
              {
                condition,
                method: method.name,
                role: "synthetic",
                classCounts: synthetic,
                note: isOfNobody ? "made elsewhere; parents not known" : "parents in train only",
              },
            ]
          : []),
        ...(method.learns && isUsed(meta)
          ? [{ condition, method: method.name, role: "meta", classCounts: meta, note: "drives what is learned; disjoint from train" }]
          : []),
        ...(!method.rows.includes("validation") && isUsed(validation)
          ? [
              {
                condition,
                method: method.name,
                role: "validation",
                classCounts: validation,
                note: method.selects === null ? "looked at while training" : "decides which state is tested",
              },
            ]
          : []),
      ];
    }),
  );
}
