import { defineWeighter, finding, type Rng, type Rows, shuffleWithin, UserError } from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { batchWeights } from "../batch-weights.js";
import { spreadWithin } from "../spread-within.js";
import { syntheticOf } from "../synthetic-of.js";

/**
 * Gives each synthetic row a weight that was found before: by another run, or by hand. Natural rows weigh 1.
 *
 * Its arrangements are the controls of learned contributions: `shuffled` keeps the weights of a class but not which row
 * has which, `mean` spreads the mass of a class evenly over its rows.
 */
export default defineWeighter({
  name: "fixed-contributions",
  summary: "gives each synthetic row a weight that was found before; controls of learned contributions",
  config: {
    weights: finding("contributions", z.array(z.number().min(0)).min(1)).describe("one weight per synthetic row, in their order"),
    arrangement: z
      .enum(["as-given", "shuffled", "mean"])
      .default("as-given")
      .describe("shuffled or spread evenly within the class, as a control"),
  },
  declares: () => ({ perSyntheticRow: true }),
  create: ({ weights, arrangement }) => ({
    use: "old",
    init: () => ({}),
    facts: (rows, rng) => ({ weights: tensor1d(arrange(weights, arrangement, syntheticOf("fixed-contributions", rows), rng)) }),
    weigh: ({ facts, batch }) => batchWeights(facts["weights"]!, batch),
    readings: ({ facts }) => ({ weight: facts["weights"]! }),
  }),
});

function arrange(weights: readonly number[], arrangement: string, { count, labels }: Rows, rng: Rng): Float32Array {
  if (weights.length !== count) {
    throw new UserError(
      `fixed-contributions: expected one weight for each of ${count} synthetic rows, got ${weights.length}. Take them from a run with the same sampler and seed.`,
    );
  }
  const arranged = Float32Array.from(weights);
  if (arrangement === "shuffled") shuffleWithin(arranged, labels, rng);
  if (arrangement === "mean") spreadWithin(arranged, labels);
  return arranged;
}
