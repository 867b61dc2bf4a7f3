import { grad, hvp, numbersOf, sum, type Value } from "@evenkeel/autodiff";
import { catalogs } from "@evenkeel/losses";
import { defineHandler } from "../handler.js";
import { lossOf } from "../loss-of.js";
import { tensorOf } from "../networks.js";

/** Losses that are linear in any targets: each class's loss, the sum, its gradient and a Hessian-vector product by the logits. */
export default defineHandler({
  files: ["losses_soft"],
  precision: "float32",
  run({ inputs }) {
    if (inputs.loss === "posthoc_logit_adjustment") return adjusted(inputs);
    const loss = lossOf(inputs);
    if (!loss) return null;
    const [logits, targets] = [tensorOf(inputs.logits), tensorOf(inputs.target)];
    const numClasses = inputs.target[0].length as number;
    const total = (z: Value): Value => sum(loss(z, targets));
    const ofClass = Array.from({ length: numClasses }, (_, c) => {
      const oneHot = inputs.target.map(() => Array.from({ length: numClasses }, (__, k) => Number(k === c)));
      return numbersOf(loss(logits, tensorOf(oneHot)));
    });
    return {
      class_losses: inputs.target.flatMap((_: unknown, i: number) => ofClass.map((losses) => losses[i]!)),
      per_example: numbersOf(loss(logits, targets)),
      grad: numbersOf(grad(total)(logits)),
      ...(inputs.direction && { hvp: numbersOf(hvp(total, logits, tensorOf(inputs.direction))) }),
    };
  },
});

function adjusted({ logits, prior, tau }: { logits: number[][]; prior: number[]; tau: number }): { adjusted_logits: Float64Array } {
  const values = Float64Array.from(logits.flat());
  catalogs.adjustment.get("logit-adjustment").create({ tau }).adjust(values, prior);
  return { adjusted_logits: values };
}
