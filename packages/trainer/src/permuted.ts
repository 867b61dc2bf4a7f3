import { adopt, gather } from "@evenkeel/autodiff";
import { type Batch, shuffleWithin, type Stream, UserError, type Value, type Weighter } from "@evenkeel/core";
import { argMax, type Tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";

/**
 * The control of any weighter that learns the weights of a batch: hands its weights to other rows of the same class, drawn anew
 * for each batch. What is learned stays, which row it is about is lost.
 *
 * @throws UserError if the weighter learns no batch weights.
 */
export function permuted(weighter: Weighter, stream: Stream): Weighter {
  if (weighter.learns?.what !== "batch-weights")
    throw new UserError(
      "training.permuteWeights: expected a weighter that makes the weights of each batch anew, e.g. `weighter=learning-to-reweight`, got another. Leave it out.",
    );
  const orders = new WeakMap<Batch, Int32Array>();
  const orderOf = (batch: Batch): Int32Array => {
    const order = orders.get(batch) ?? shuffledPositions(batch, stream("permuted", batch.step));
    orders.set(batch, order);
    return order;
  };
  const shuffle = (weights: Value, batch: Batch): Value => gather(weights, adopt(tensor1d(orderOf(batch), "int32")));
  return {
    ...weighter,
    weigh(meta, batch, losses) {
      const weights = weighter.weigh(meta, batch, losses);
      return weighter.respond ? weights : shuffle(weights, batch);
    },
    ...(weighter.respond && { respond: (hypergradient: Value, batch: Batch) => shuffle(weighter.respond!(hypergradient, batch), batch) }),
  };
}

/** For each row of a batch the row of its class whose weight it gets. */
function shuffledPositions({ size, targets }: Batch, rng: ReturnType<Stream>): Int32Array {
  const positions = Float32Array.from({ length: size }, (_, i) => i);
  shuffleWithin(
    positions,
    tidy(() => argMax(targets as Tensor, 1).dataSync() as Int32Array),
    rng,
  );
  return Int32Array.from(positions);
}
