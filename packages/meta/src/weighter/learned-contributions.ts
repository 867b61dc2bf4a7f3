import { adopt, gather, scatterAdd, step } from "@evenkeel/autodiff";
import { type Batch, defineWeighter, type LearnedControl, type LearnerAt, tokens, type Value } from "@evenkeel/core";
import { fill, gather as tfGather, ones, type Tensor, tensor1d, type Tensor1D, tidy, zeros } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { batchWeights } from "../batch-weights.js";
import { syntheticOf } from "../synthetic-of.js";
import fixedContributions from "./fixed-contributions.js";

/**
 * Learns how much each synthetic row contributes, through the bilevel gradient; natural rows weigh 1.
 *
 *     wᵢ = constraint(m)_{index(i)} for synthetic rows,   m ← metaOptimizer(m, ∇_m L_meta(θ′(m)))
 *
 * `index` says which parameter a row reads, `constraint` how parameters become weights. Only the parameters of rows that
 * are in the batch move. With one parameter for each row, the synthetic rows must be drawn once.
 *
 * @see Yasinnik et al., "Imbalanced Classification via Explicit Gradient Learning From Augmented Data", arXiv 2202.10550.
 *   Reconstruction: the abstract says that contributions of new minority instances are learned explicitly; their
 *   parametrization as one weight per row is ours.
 */
export default defineWeighter({
  name: "learned-contributions",
  summary: "learns the weight of each synthetic row through the bilevel gradient",
  paper: {
    authors: "Yasinnik, Salhov, Lindenbaum, Averbuch",
    title: "Imbalanced Classification via Explicit Gradient Learning From Augmented Data",
    venue: "arXiv 2202.10550",
    url: "https://arxiv.org/abs/2202.10550",
    reconstruction: "One learned weight per synthetic row; the paper's own parametrization could not be read.",
  },
  config: {
    use: z.enum(["old", "updated"]).default("old").describe("whether the model moves with the weights before or after the meta step"),
  },
  inject: [tokens.index, tokens.constraint],
  declares: (_, of) => {
    const meanIsOne = of("constraint").meanIsOne ?? false;
    return {
      perSyntheticRow: of("index").perSyntheticRow ?? false,
      learns: { what: "contributions", persists: true, meanIsOne, controls: controls(meanIsOne) },
    };
  },
  create({ use }, index, constraint) {
    const allWeights = ({ meta, facts }: Pick<LearnerAt, "meta" | "facts">): Value =>
      constraint.apply(gather(meta["free"]!, facts["index"] as Tensor), facts);
    return {
      use,
      init(rows) {
        syntheticOf("learned-contributions", rows);
        return { free: fill([index.numParameters(rows)], constraint.start) };
      },
      facts: (rows) => ({ index: tensor1d(index.parameterOf(rows), "int32"), ...constraint.facts(rows) }),
      weigh: (at) => batchWeights(allWeights(at), at.batch),
      present: ({ meta, facts, batch }) => ({ free: presence(meta["free"]!.shape[0]!, facts["index"] as Tensor, batch) }),
      parameterOf: (rows) => index.parameterOf(rows),
      readings: (at) => ({ weight: allWeights(at) }),
    };
  },
});

function controls(meanIsOne: boolean): LearnedControl[] {
  const fixed = (arrangement: "shuffled" | "mean") => ({
    overlay: { weighter: { name: fixedContributions.name, arrangement } },
    takes: "weighter.weights",
  });
  return [
    { name: "permuted", note: "the final weights, shuffled within the class, from the start", ...fixed("shuffled") },
    {
      name: "uniform mass",
      note: "every synthetic row has the mean weight of its class",
      ...(meanIsOne ? { overlay: null } : fixed("mean")),
    },
  ];
}

/** 1 for each parameter that a synthetic row of the batch reads. */
function presence(numParameters: number, index: Tensor, { synthetic }: Batch): Value {
  if (!synthetic) return adopt(zeros([numParameters]));
  const parameters = adopt(tidy(() => tfGather(index, synthetic as Tensor1D)));
  return step(scatterAdd(adopt(ones([synthetic.shape[0]!])), parameters, numParameters));
}
