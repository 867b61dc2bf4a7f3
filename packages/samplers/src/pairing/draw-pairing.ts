import type { Anchor, Candidates, Coefficient, CoefficientPair, Label, Pairing, PairingContext, Partner, Rng } from "@evenkeel/core";
import { candidateCount, checkCounts, checkPartner, checkPool, checkShare, checkWeights } from "./check-pairing.js";

/** The four independent choices of a pairing method. */
export interface PairingParts {
  readonly anchor: Anchor;
  readonly partner: Partner;
  readonly coefficient: Coefficient;
  readonly label: Label;
}

/**
 * Draws who is mixed with whom, class by class in ascending order: for a class first all anchors with their partners, then
 * all coefficients.
 *
 * An anchor and its partner come from one integer below (rows in the pool) · (candidates), as in imbalanced-learn: so its
 * SMOTE is drawn word for word.
 *
 * @param streamOf - the stream for the draws of a class.
 */
export function drawPairing(
  { anchor, partner, coefficient, label }: PairingParts,
  context: PairingContext,
  streamOf: (label: number) => Rng,
): Pairing {
  const counts = anchor.counts(context);
  checkCounts(counts, context.train.numClasses);
  const drawn = counts.flatMap((count, anchorClass) => {
    if (count === 0) return [];
    const rng = streamOf(anchorClass);
    const pool = anchor.pool(context, anchorClass);
    checkPool(pool, context.train.count);
    const couples = drawCouples(pool, partner.candidates(context, anchorClass), count, rng);
    return [{ couples, coefficients: drawCoefficients(coefficient, couples, rng, context) }];
  });
  return labelled(
    drawn.flatMap(({ couples }) => couples),
    drawn.flatMap(({ coefficients }) => coefficients),
    label,
    context,
  );
}

/** An anchor and its partner, positions in the training rows. */
export type Couple = readonly [anchor: number, partner: number];

/** λ for each pair. */
export function drawCoefficients(
  { per, draw }: Coefficient,
  couples: readonly Couple[],
  rng: Rng,
  context: CoefficientPair["context"],
): number[] {
  if (per === "batch") return new Array<number>(couples.length).fill(draw(rng));
  return couples.map(([anchor, partner]) => draw(rng, { anchor, partner, context }));
}

/**
 * Completes couples and their coefficients by what the label rule says of each.
 *
 * @throws UserError for a partner that is no training row, and for shares outside [0, 1]: a part is at fault.
 */
export function labelled(
  couples: readonly Couple[],
  coefficients: readonly number[],
  label: Label,
  { train, classCounts }: Pick<PairingContext, "train" | "classCounts">,
): Pairing {
  const shares = couples.map(([anchor, partner], i) => {
    checkPartner(partner, train.count);
    checkShare("coefficient", coefficients[i]!);
    const share = label({
      coefficient: coefficients[i]!,
      anchorClass: train.labels[anchor]!,
      partnerClass: train.labels[partner]!,
      classCounts,
      anchor,
      partner,
    });
    checkShare("label", share);
    return share;
  });
  return {
    anchor: Int32Array.from(couples, ([anchor]) => anchor),
    partner: Int32Array.from(couples, ([, partner]) => partner),
    coefficient: Float64Array.from(coefficients),
    labelCoefficient: Float64Array.from(shares),
  };
}

function drawCouples(pool: Int32Array, candidates: Candidates, count: number, rng: Rng): Couple[] {
  const { count: each, weight } = candidates;
  if (typeof each !== "number" || weight)
    return Array.from({ length: count }, () => {
      const anchor = pool[rng.integer(pool.length)]!;
      return [anchor, drawCandidate(candidates, anchor, rng)];
    });
  const total = pool.length * candidateCount(candidates, pool[0]!);
  const isDrawnAtOnce = total <= 2 ** 32;
  return Array.from({ length: count }, () => {
    const place = isDrawnAtOnce ? rng.integer(total) : rng.integer(pool.length) * each + rng.integer(each);
    const anchor = pool[Math.floor(place / each)]!;
    return [anchor, candidates.at(anchor, place % each)];
  });
}

/** A partner of an anchor, by the weights of its candidates. */
export function drawCandidate(candidates: Candidates, anchor: number, rng: Rng): number {
  const own = candidateCount(candidates, anchor);
  // Called on it: a component may keep what it found in `this`.
  if (!candidates.weight) return candidates.at(anchor, rng.integer(own));
  const weights = Array.from({ length: own }, (_, index) => candidates.weight!(anchor, index));
  checkWeights(weights, anchor);
  const total = weights.reduce((sum, value) => sum + value, 0);
  let left = rng.double() * total;
  const chosen = weights.findIndex((value) => (left -= value) < 0);
  // Rounding may leave a rest behind the last of them.
  return candidates.at(anchor, chosen < 0 ? weights.findLastIndex((value) => value > 0) : chosen);
}
