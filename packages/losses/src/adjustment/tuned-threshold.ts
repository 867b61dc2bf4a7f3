import { type Adjustment, defineAdjustment, type ScoredFold, UserError } from "@evenkeel/core";
import { z } from "zod";

/** From right and wrong decisions about positives and negatives to a score, larger is better. */
const scores = {
  "balanced-accuracy": ({ tp, fn, fp, tn }: Decisions) => (tp / (tp + fn) + tn / (tn + fp)) / 2,
  "geometric-mean": ({ tp, fn, fp, tn }: Decisions) => Math.sqrt((tp / (tp + fn)) * (tn / (tn + fp))),
  f1: ({ tp, fn, fp }: Decisions) => (2 * tp) / (2 * tp + fn + fp),
} as const;

interface Decisions {
  readonly tp: number;
  readonly fn: number;
  readonly fp: number;
  readonly tn: number;
}

/** A threshold is no nearer to 0 and to 1 than this: what is infinite could not be scored. */
const LEAST = 2 ** -52;
/** Thresholds that are tried, over the range of the scores. */
const TRIED = 100;

/**
 * Moves the decision of two classes to the threshold that is best on rows that were not trained on.
 *
 *     z_positive ← z_positive − log(t / (1 − t)),   t = argmax of the score's mean over folds, on a grid of 100
 *
 * In each fold the score is worked out at 100 thresholds from the least to the largest probability, and read between them linearly. The
 * first of equals is taken. It changes the decision, never the ranking.
 *
 * @see scikit-learn 1.5, `TunedThresholdClassifierCV`.
 */
export default defineAdjustment({
  name: "tuned-threshold",
  summary: "moves the decision of two classes to the threshold that is best on folds of the training rows",
  config: {
    score: z
      .enum(Object.keys(scores) as [keyof typeof scores])
      .default("balanced-accuracy")
      .describe("what the threshold is best at"),
    folds: z.int().min(2).max(100).default(5).describe("folds of the training rows: the method is trained once more without each"),
  },
  declares: ({ folds }) => ({ outOfFold: folds, numClasses: 2 }),
  create: ({ score }) =>
    shifted(0, 0, ({ folds, numClasses, positive }) => {
      if (numClasses !== 2)
        throw new UserError(`adjustment=tuned-threshold: expected two classes, got ${numClasses}. Choose \`adjustment=logit-adjustment\`.`);
      const threshold = Math.min(Math.max(bestThreshold(folds, positive, scores[score]), LEAST), 1 - LEAST);
      return shifted(positive, Math.log(threshold) - Math.log1p(-threshold));
    }),
});

function shifted(positive: number, by: number, fitted?: Adjustment["fitted"]): Adjustment {
  return {
    adjust(logits) {
      for (let i = positive; i < logits.length; i += 2) logits[i]! -= by;
    },
    priors: (classPriors) => classPriors,
    ...(fitted && { fitted }),
  };
}

function bestThreshold(folds: readonly ScoredFold[], positive: number, score: (of: Decisions) => number): number {
  const curves = folds.map(({ logits, labels }) => {
    const probabilities = Array.from(labels, (_, i) => 1 / (1 + Math.exp(logits[2 * i + 1 - positive]! - logits[2 * i + positive]!)));
    const thresholds = grid(Math.min(...probabilities), Math.max(...probabilities));
    const values = thresholds.map((threshold) => {
      const of = { tp: 0, fn: 0, fp: 0, tn: 0 };
      probabilities.forEach((probability, i) => {
        const says = probability >= threshold;
        of[labels[i] === positive ? (says ? "tp" : "fn") : says ? "fp" : "tn"]++;
      });
      return score(of);
    });
    return { thresholds, values };
  });
  const all = curves.flatMap(({ thresholds }) => thresholds);
  const tried = grid(Math.min(...all), Math.max(...all));
  const means = tried.map((at) => curves.reduce((sum, { thresholds, values }) => sum + between(at, thresholds, values), 0) / folds.length);
  return tried[means.indexOf(Math.max(...means))]!;
}

const grid = (from: number, to: number): number[] => Array.from({ length: TRIED }, (_, i) => from + ((to - from) * i) / (TRIED - 1));

/** Linearly between the points, and as at the ends beyond them. */
function between(at: number, xs: readonly number[], ys: readonly number[]): number {
  const right = xs.findIndex((x) => x >= at);
  if (right < 0) return ys.at(-1)!;
  if (right === 0 || xs[right] === at) return ys[right]!;
  const share = (at - xs[right - 1]!) / (xs[right]! - xs[right - 1]!);
  return ys[right - 1]! + share * (ys[right]! - ys[right - 1]!);
}
