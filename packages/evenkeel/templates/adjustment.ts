import { defineAdjustment, z } from "evenkeel";

/** Say here what is done to the logits of a trained model; here the last class gets `shift` more. */
export default defineAdjustment({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { shift: z.number().default(0.5).describe("added to the logit of the last class") },
  create: ({ shift }) => ({
    adjust(logits, classPriors) {
      const numClasses = classPriors.length;
      for (let i = numClasses - 1; i < logits.length; i += numClasses) logits[i] = logits[i]! + shift;
    },
    // The class shares that the adjusted scores are calibrated to.
    priors(classPriors) {
      const raw = classPriors.map((share, label) => (label === classPriors.length - 1 ? share * Math.exp(shift) : share));
      const total = raw.reduce((sum, share) => sum + share, 0);
      return raw.map((share) => share / total);
    },
  }),
});
