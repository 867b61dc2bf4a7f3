import { type Candidates, defineSampler, NotPossibleError, type Pairing, type PairingContext, randomState, type Rng } from "@evenkeel/core";
import uniform from "../coefficient/uniform.js";
import hard from "../label/hard.js";
import { foreignNeighbours } from "../neighbours.js";
import { type Couple, drawCandidate, drawCoefficients, labelled } from "../pairing/draw-pairing.js";
import { pairingSampler, randomStateSetting } from "../pairing/pairing-sampler.js";
import { kNeighborsSetting } from "../partner/nearest-candidates.js";
import nearestSameClass from "../partner/nearest-same-class.js";
import { nothingWanted, overSamplingStrategy, rowsToAdd } from "../sampling-strategy.js";
import { embedsIn, rowsIn, type Space, spaceSetting } from "../space.js";

/**
 * Adaptive synthetic sampling: the more of a row's neighbours are of another class, the more rows are built on it.
 *
 *     gᵢ = round(rᵢ / Σⱼ rⱼ · G),  rᵢ = share of other classes among the k nearest rows
 *
 * Rounding is half to even and makes a few rows more or fewer than the G wanted, none if every gᵢ is 0 (which imbalanced-learn
 * refuses). Partners and steps are those of SMOTE.
 * With `randomState` the rows are those of imbalanced-learn's `ADASYN(random_state=…)` to the bit, if no row has two neighbours at the
 * same distance; neighbours.ts says who is nearer then.
 */
export default defineSampler({
  name: "adasyn",
  summary: "SMOTE that builds more rows where other classes are near",
  paper: {
    authors: "H. He, Y. Bai, E. A. Garcia, S. Li",
    title: "ADASYN: Adaptive Synthetic Sampling Approach for Imbalanced Learning",
    venue: "IJCNN 2008",
    url: "https://doi.org/10.1109/IJCNN.2008.4633969",
  },
  config: { kNeighbors: kNeighborsSetting, space: spaceSetting, samplingStrategy: overSamplingStrategy, randomState: randomStateSetting },
  declares: embedsIn,
  create: ({ kNeighbors, space, samplingStrategy, randomState: seed }) => {
    const partner = nearestSameClass.create({ kNeighbors, space });
    const coefficient = uniform.create({ per: "example" });
    const wantedOf = ({ train, positions }: PairingContext): number[] =>
      rowsToAdd("adasyn", samplingStrategy, { counts: positions.map((own) => own.length), names: train.classNames });
    const draw = (context: PairingContext, rng: Rng): Pairing => {
      const stream = seed === null ? rng : randomState(seed);
      const wanted = wantedOf(context);
      const couples: Couple[] = [];
      const coefficients: number[] = [];
      wanted.forEach((count, label) => {
        if (count === 0) return;
        const drawn = drawCouples(anchorsOf(context, label, count, { kNeighbors, space }), partner.candidates(context, label), stream);
        couples.push(...drawn);
        coefficients.push(...drawCoefficients(coefficient, drawn, stream, context));
      });
      return labelled(couples, coefficients, hard.create({}), context);
    };
    const leftOut = (context: PairingContext) => {
      const wanted = wantedOf(context);
      const names = context.train.classNames.filter(
        (_, label) => wanted[label]! > 0 && anchorsOf(context, label, wanted[label]!, { kNeighbors, space }).length === 0,
      );
      return [
        ...nothingWanted(samplingStrategy, wanted),
        ...names.map((name) => `the rows for class "${name}" spread so thinly that every row's share rounds to none.`),
      ];
    };
    return pairingSampler("adasyn", draw, { leftOut });
  },
});

function drawCouples(anchors: readonly number[], candidates: Candidates, rng: Rng): Couple[] {
  return anchors.map((anchor) => [anchor, drawCandidate(candidates, anchor, rng)]);
}

/** Each row of the class as often as rows are built on it. */
function anchorsOf(
  context: PairingContext,
  label: number,
  count: number,
  { kNeighbors, space }: { readonly kNeighbors: number; readonly space: Space },
): number[] {
  const { train, positions } = context;
  const measured = rowsIn(space, context);
  const all = Int32Array.from(train.labels.keys());
  const ratios = Array.from(positions[label]!, (row) => foreignNeighbours(measured, row, all, kNeighbors) / kNeighbors);
  const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
  if (total === 0)
    throw new NotPossibleError(
      `adasyn: expected a row of class "${train.classNames[label]}" with a neighbour of another class, got none to build ${count} rows on. Use smote.`,
    );
  return ratios.flatMap((ratio, i) => new Array<number>(roundHalfToEven((ratio / total) * count)).fill(positions[label]![i]!));
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
