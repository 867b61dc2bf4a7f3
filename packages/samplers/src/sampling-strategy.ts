import { majorityOf, minorityOf, UserError } from "@evenkeel/core";
import { z } from "zod";

/** What is raised to how many rows, in imbalanced-learn's words. */
export type SamplingStrategy = "auto" | "minority" | "not minority" | "not majority" | "all" | number | Readonly<Record<string, number>>;

/** The setting `samplingStrategy` of components that add rows. */
export const overSamplingStrategy: z.ZodDefault<z.ZodType<SamplingStrategy, SamplingStrategy>> = z
  .union([
    z.enum(["auto", "minority", "not minority", "not majority", "all"]),
    z.number().positive().max(1),
    z.record(z.string(), z.int().min(0)),
  ])
  .default("auto")
  .describe(
    "which classes are raised to the size of the largest: auto (= not majority), minority, not minority, not majority, all; or minority/majority as a number, for two classes; or the rows wanted of each class by its name",
  );

interface Classes {
  readonly counts: readonly number[];
  readonly names: readonly string[];
}

/**
 * Rows to add to each class, `[numClasses]`.
 *
 * @see imbalanced-learn 0.14, `check_sampling_strategy` for over-sampling; among equals the first class is the majority, and the
 * minority.
 */
export function rowsToAdd(component: string, strategy: SamplingStrategy, { counts, names }: Classes): number[] {
  if (counts.length < 2) throw new UserError(`${component}: expected at least two classes, got ${counts.length}.`);
  const empty = counts.indexOf(0);
  if (empty >= 0)
    throw new UserError(
      `${component}: expected a training row of every class, got none of class "${names[empty]}". Leave the class out of the data set.`,
    );
  if (typeof strategy === "number") return toRatio(component, strategy, counts);
  if (typeof strategy === "object") return toCounts(component, strategy, { counts, names });
  const largest = Math.max(...counts);
  const majority = majorityOf(counts);
  const minority = minorityOf(counts);
  const isRaised = (label: number): boolean => {
    switch (strategy) {
      case "auto":
      case "not majority":
        return label !== majority;
      case "minority":
        return label === minority;
      case "not minority":
        return label !== minority;
      case "all":
        return true;
    }
  };
  return counts.map((count, label) => (isRaised(label) ? largest - count : 0));
}

/** A sentence if a strategy asks for no row at all: every class that it names is as large as it wants. */
export function nothingWanted(strategy: SamplingStrategy, wanted: readonly number[]): string[] {
  if (wanted.some((count) => count > 0)) return [];
  return [`\`samplingStrategy\` ${JSON.stringify(strategy)} raises no class: those that it names are as large as it asks for.`];
}

function toRatio(component: string, ratio: number, counts: readonly number[]): number[] {
  if (counts.length !== 2) {
    throw new UserError(
      `${component}: expected \`samplingStrategy\` as a ratio for two classes only, got ${ratio} for ${counts.length}. Give the rows wanted of each class by its name.`,
    );
  }
  const largest = Math.max(...counts);
  const majority = majorityOf(counts);
  const added = counts.map((count, label) => (label === majority ? 0 : Math.trunc(largest * ratio - count)));
  if (added[1 - majority]! <= 0) {
    throw new UserError(
      `${component}: expected \`samplingStrategy\` above the present ratio ${counts[1 - majority]! / largest}, got ${ratio}, at which no row is added.`,
    );
  }
  return added;
}

function toCounts(component: string, wanted: Readonly<Record<string, number>>, { counts, names }: Classes): number[] {
  const added = counts.map(() => 0);
  for (const [name, count] of Object.entries(wanted)) {
    const label = names.indexOf(name);
    if (label < 0)
      throw new UserError(
        `${component}: expected a class name in \`samplingStrategy\`, got "${name}". The classes are ${names.join(", ")}.`,
      );
    if (count < counts[label]!) {
      throw new UserError(
        `${component}: expected at least the present ${counts[label]} rows of class "${name}" in \`samplingStrategy\`, got ${count}. Over-sampling removes no rows.`,
      );
    }
    added[label] = count - counts[label]!;
  }
  return added;
}
