// A loss made in a script. Losses are written in ops that can be differentiated, so that everything that learns works with them.
import { axpy, defineLoss, rowDot, rowSum, run, scale, softmax, softmaxCrossEntropy, z } from "evenkeel";

/** Leng et al. 2022, eq. 6: ℓ(z, c) = −log p_c + ε·(1 − p_c). */
const poly = defineLoss({
  name: "poly",
  summary: "cross-entropy with its first polynomial coefficient changed",
  config: { epsilon: z.number().min(-1).default(1).describe("what is added to the coefficient 1 of 1 − p") },
  create:
    ({ epsilon }) =>
    ({ logits }, targets) => {
      const missed = axpy(-1, rowDot(targets, softmax(logits)), rowSum(targets));
      return axpy(1, scale(epsilon, missed), softmaxCrossEntropy(logits, targets));
    },
});

// Types know it by this; a file in `components/` is registered likewise, with `typeof import("./components/…").default`.
declare module "evenkeel" {
  interface Register {
    "own-loss": { loss: { poly: typeof poly } };
  }
}

const usual = await run({ training: { updates: 200 } }).result;
const mine = await run({ training: { updates: 200 }, loss: { name: "poly", epsilon: 2 } }, { components: [poly] }).result;
console.log(
  `average precision: ${usual.metrics["average_precision"]!.toFixed(4)} usual, ${mine.metrics["average_precision"]!.toFixed(4)} poly`,
);
