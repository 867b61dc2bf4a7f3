import { gather, mapNest } from "@evenkeel/autodiff";
import { type BatchRows, type Learned, type Learner, type Rng, UserError } from "@evenkeel/core";

/**
 * The control of any learner that makes the weights of a batch: hands them to other rows of the same class, drawn anew for each batch.
 * What is learned stays, which row it is about is lost.
 *
 * @throws UserError if the learner makes no batch weights.
 */
export function permuted(learner: Learner, learned: Learned | null): Learner {
  if (learned?.what !== "batch-weights")
    throw new UserError(
      "training.permuteWeights: expected a weighter that makes the weights of each batch anew, e.g. `weighter=learning-to-reweight`, got another. Leave it out.",
    );
  const { anew, weigh } = learner;
  return {
    ...learner,
    inputs: (at, stream, rows) => ({ ...learner.inputs?.(at, stream, rows), permutation: orderWithin(rows, stream("permuted", at.step)) }),
    ...(anew
      ? {
          anew: {
            meta: anew.meta,
            respond: (metaGradient, batch) =>
              mapNest((weights) => gather(weights, batch.given["permutation"]!), anew.respond(metaGradient, batch)),
          },
        }
      : { weigh: (at, losses) => gather(weigh!(at, losses), at.batch.given["permutation"]!) }),
  };
}

/** For each row of a batch the row of its class whose weight it gets. */
function orderWithin({ labels }: BatchRows, rng: Rng): Int32Array {
  const order = Int32Array.from(labels.keys());
  for (const label of new Set(labels)) {
    const members = Int32Array.from(labels.keys()).filter((row) => labels[row] === label);
    rng.permutation(members.length).forEach((from, to) => (order[members[to]!] = members[from]!));
  }
  return order;
}
