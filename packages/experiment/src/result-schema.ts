import { z } from "zod";

const count = z.int().min(0);
const counts = z.array(count).min(2);
const numbers = z.array(z.number());
const weights = z.array(z.number().min(0));
/** JSON has no NaN and no infinity: a learning curve may have had one. */
const curve = z
  .object({ steps: z.array(count), values: z.array(z.number().nullable()) })
  .refine(({ steps, values }) => steps.length === values.length, "expected a value for each step");

const common = { hash: z.string().min(1), settings: z.string().min(1), trackingRunId: z.string().nullable() };

const failed = z.looseObject({ ...common, status: z.literal("failed"), reason: z.string(), step: count.nullable() });

const finished = z
  .looseObject({
    ...common,
    status: z.literal("finished"),
    positive: z.object({ name: z.string(), isSet: z.boolean() }).nullable(),
    metrics: z
      .record(z.string(), z.number())
      .refine((metrics) => Object.keys(metrics).length > 0, "expected at least one metric, got none"),
    curves: z.record(z.string(), curve),
    rows: z.object({ train: counts, synthetic: counts, meta: counts, validation: counts, test: counts }),
    mislabelled: z.array(count),
    updates: z.object({ done: count, tested: count }),
    lossPriors: numbers,
    synthetic: z.array(z.object({ parents: z.array(z.object({ row: count, share: z.number() })), hasMislabelledParent: z.boolean() })),
    syntheticLosses: numbers.nullable(),
    contributions: weights.nullable(),
    contributionHistory: z.object({ steps: z.array(count), values: z.array(weights) }).nullable(),
    seconds: z.number().min(0),
    warnings: z.array(z.string()),
  })
  .superRefine(({ rows, lossPriors, synthetic, syntheticLosses, contributions, contributionHistory }, { addIssue }) => {
    const numClasses = rows.train.length;
    const numSynthetic = rows.synthetic.reduce((sum, each) => sum + each, 0);
    const expectLength = (path: (string | number)[], length: number, expected: number) => {
      if (length !== expected) addIssue({ code: "custom", path, message: `expected ${expected} entries, got ${length}` });
    };
    for (const role of ["synthetic", "meta", "validation", "test"] as const) expectLength(["rows", role], rows[role].length, numClasses);
    expectLength(["lossPriors"], lossPriors.length, numClasses);
    expectLength(["synthetic"], synthetic.length, numSynthetic);
    if (syntheticLosses) expectLength(["syntheticLosses"], syntheticLosses.length, numSynthetic);
    if (contributions) expectLength(["contributions"], contributions.length, numSynthetic);
    if (!contributionHistory) return;
    expectLength(["contributionHistory", "values"], contributionHistory.values.length, contributionHistory.steps.length);
    contributionHistory.values.forEach((values, i) => expectLength(["contributionHistory", "values", i], values.length, numSynthetic));
  });

const result = z.discriminatedUnion("status", [finished, failed]);

/**
 * What is wrong with a result as it was read, in one line; null if it can be relied on. Fields that are not known are let be.
 *
 * @param metrics - the metrics that a finished trial must have; null for any.
 */
export function whatIsWrong(written: unknown, metrics: readonly string[] | null): string | null {
  const { error, data } = result.safeParse(written);
  if (error) {
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    return `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`;
  }
  if (!metrics || data.status === "failed") return null;
  const [wanted, got] = [[...metrics].sort().join(", "), Object.keys(data.metrics).sort().join(", ")];
  return wanted === got ? null : `metrics: expected ${wanted}, got ${got}`;
}
