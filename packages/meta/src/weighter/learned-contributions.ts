import { adopt, gather, scope } from "@evenkeel/autodiff";
import { type Batch, defineWeighter, type SyntheticContext, tokens, type Tree, type Value } from "@evenkeel/core";
import { fill, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { batchWeights, syntheticOf } from "../batch-weights.js";

/**
 * Learns how much each synthetic row contributes, through the bilevel gradient; natural rows weigh 1.
 *
 *     wᵢ = constraint(m)_{index(i)} for synthetic rows,   m ← metaOptimizer(m, ∇_m L_meta(θ′(m)))
 *
 * `index` says which parameter a row reads, `constraint` how parameters become weights. Only the parameters of rows that
 * are in the batch move. The synthetic rows must be drawn once per run.
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
  create({ use }, indexOf, constraint) {
    let rows: SyntheticContext;
    let numClasses = 0;
    let index: Int32Array;
    const allWeights = (meta: Tree): Value =>
      constraint.apply(gather(meta["free"]!, adopt(tensor1d(index, "int32"))), rows.labels, numClasses);
    return {
      usesMetaSet: true,
      linearizeAt: "current",
      use,
      learns: { what: "contributions", meanIsOne: constraint.meanIsOne },
      init(context) {
        rows = syntheticOf("learned-contributions", context);
        numClasses = context.numClasses;
        const parameters = indexOf(rows);
        index = parameters.index;
        return { free: fill([parameters.numParameters], constraint.start) };
      },
      weigh: (meta, batch) => batchWeights(allWeights(meta), rows.count, batch),
      present: (meta, batch) => ({ free: presence(meta["free"]!.shape[0]!, index, batch) }),
      parameterOf: () => index,
      contributions: (meta) => scope(() => Float64Array.from((allWeights(meta) as Tensor).dataSync())),
    };
  },
});

/** 1 for each parameter that a synthetic row of the batch reads. */
function presence(numParameters: number, index: Int32Array, batch: Batch): Tensor {
  const mask = new Float32Array(numParameters);
  for (const row of batch.syntheticRows) if (row >= 0) mask[index[row]!] = 1;
  return adopt(tensor1d(mask));
}
