import { majorityOf, minorityOf, UserError } from "@evenkeel/core";
import { z } from "zod";

const classWords = z.enum(["auto", "majority", "not minority", "not majority", "all"]);
type ClassWord = z.infer<typeof classWords>;

/** What is lowered to how many rows, in imbalanced-learn's words. */
export type UnderSamplingStrategy = ClassWord | number | Readonly<Record<string, number>>;

/** Which classes lose rows, in imbalanced-learn's words, or by name. */
export type CleaningStrategy = ClassWord | readonly string[];

/** The setting `samplingStrategy` of components that draw fewer rows. */
export const underSamplingStrategy: z.ZodDefault<z.ZodType<UnderSamplingStrategy, UnderSamplingStrategy>> = z
  .union([classWords, z.number().positive().max(1), z.record(z.string(), z.int().min(1))])
  .default("auto")
  .describe(
    "which classes are lowered to the size of the smallest: auto (= not minority), majority, not minority, not majority, all; or minority/majority as a number, for two classes; or the rows wanted of each class by its name",
  );

/** The setting `samplingStrategy` of components that remove rows by rule. */
export const cleaningStrategy: z.ZodDefault<z.ZodType<CleaningStrategy, CleaningStrategy>> = z
  .union([classWords, z.array(z.string())])
  .default("auto")
  .describe("which classes may lose rows: auto (= not minority), majority, not minority, not majority, all; or a list of names");

interface Classes {
  readonly counts: readonly number[];
  readonly names: readonly string[];
}

/**
 * Rows to draw from each class, `[numClasses]`; null keeps the class as it is.
 *
 * @see imbalanced-learn 0.14, `check_sampling_strategy` for under-sampling; among equals the first class is the majority, and the
 * minority.
 */
export function rowsToDraw(component: string, strategy: UnderSamplingStrategy, { counts, names }: Classes): (number | null)[] {
  if (typeof strategy === "number") return toRatio(component, strategy, counts);
  if (typeof strategy === "object") return toCounts(component, strategy, { counts, names });
  const smallest = Math.min(...counts);
  return counts.map((_, label) => (isNamed(strategy, counts, label) ? smallest : null));
}

/** Whether each class may lose rows, `[numClasses]`. */
export function cleanedClasses(component: string, strategy: CleaningStrategy, { counts, names }: Classes): boolean[] {
  if (typeof strategy === "string") return counts.map((_, label) => isNamed(strategy, counts, label));
  for (const name of strategy) labelOf(component, name, names);
  return names.map((name) => strategy.includes(name));
}

function isNamed(word: ClassWord, counts: readonly number[], label: number): boolean {
  const majority = majorityOf(counts);
  const minority = minorityOf(counts);
  switch (word) {
    case "auto":
    case "not minority":
      return label !== minority;
    case "majority":
      return label === majority;
    case "not majority":
      return label !== majority;
    case "all":
      return true;
  }
}

function toRatio(component: string, ratio: number, counts: readonly number[]): (number | null)[] {
  if (counts.length !== 2) {
    throw new UserError(
      `${component}: expected \`samplingStrategy\` as a ratio for two classes only, got ${ratio} for ${counts.length}. Give the rows wanted of each class by its name.`,
    );
  }
  const smallest = Math.min(...counts);
  const minority = minorityOf(counts);
  const wanted = Math.trunc(smallest / ratio);
  const present = counts[1 - minority]!;
  if (wanted > present)
    throw new UserError(
      `${component}: expected \`samplingStrategy\` of at least the present ratio ${smallest / present}, got ${ratio}. Under-sampling adds no rows.`,
    );
  return counts.map((_, label) => (label === minority ? null : wanted));
}

function toCounts(component: string, wanted: Readonly<Record<string, number>>, { counts, names }: Classes): (number | null)[] {
  const drawn: (number | null)[] = counts.map(() => null);
  for (const [name, count] of Object.entries(wanted)) {
    const label = labelOf(component, name, names);
    if (count > counts[label]!) {
      throw new UserError(
        `${component}: expected at most the present ${counts[label]} rows of class "${name}" in \`samplingStrategy\`, got ${count}. Under-sampling adds no rows.`,
      );
    }
    drawn[label] = count;
  }
  return drawn;
}

function labelOf(component: string, name: string, names: readonly string[]): number {
  const label = names.indexOf(name);
  if (label < 0)
    throw new UserError(`${component}: expected a class name in \`samplingStrategy\`, got "${name}". The classes are ${names.join(", ")}.`);
  return label;
}
