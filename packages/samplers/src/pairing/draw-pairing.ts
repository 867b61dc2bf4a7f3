import type { Anchor, Candidates, Coefficient, Label, Pairing, PairingContext, Partner, Rng } from "@evenkeel/core";

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
  const drawn = anchor.counts(context).flatMap((count, anchorClass) => {
    if (count === 0) return [];
    const rng = streamOf(anchorClass);
    const couples = drawCouples(anchor.pool(context, anchorClass), partner.candidates(context, anchorClass), count, rng);
    return [{ couples, coefficients: drawCoefficients(coefficient, count, rng) }];
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

/** λ for each of `count` pairs. */
export function drawCoefficients({ per, draw }: Coefficient, count: number, rng: Rng): number[] {
  if (per === "batch") return new Array<number>(count).fill(draw(rng));
  return Array.from({ length: count }, () => draw(rng));
}

/** Completes couples and their coefficients by what the label rule says of each. */
export function labelled(
  couples: readonly Couple[],
  coefficients: readonly number[],
  label: Label,
  { train, classCounts }: Pick<PairingContext, "train" | "classCounts">,
): Pairing {
  const shares = couples.map(([anchor, partner], i) =>
    label({
      coefficient: coefficients[i]!,
      anchorClass: train.labels[anchor]!,
      partnerClass: train.labels[partner]!,
      classCounts,
      anchor,
      partner,
    }),
  );
  return {
    anchor: Int32Array.from(couples, ([anchor]) => anchor),
    partner: Int32Array.from(couples, ([, partner]) => partner),
    coefficient: Float64Array.from(coefficients),
    labelCoefficient: Float64Array.from(shares),
  };
}

function drawCouples(pool: Int32Array, candidates: Candidates, count: number, rng: Rng): Couple[] {
  const total = pool.length * candidates.count;
  const isDrawnAtOnce = total <= 2 ** 32;
  return Array.from({ length: count }, () => {
    const place = isDrawnAtOnce ? rng.integer(total) : rng.integer(pool.length) * candidates.count + rng.integer(candidates.count);
    const anchor = pool[Math.floor(place / candidates.count)]!;
    return [anchor, candidates.at(anchor, place % candidates.count)];
  });
}
