import { grad, mean, numbersOf, scale, sum, type Value } from "@evenkeel/autodiff";
import { defineHandler } from "../handler.js";
import { lossOf } from "../loss-of.js";
import { targetsOf, tensorOf } from "../networks.js";

/** Losses of hard and soft labels, their mean, and its gradient by the logits. */
export default defineHandler({
  files: ["losses"],
  precision: "float32",
  run({ inputs }) {
    const loss = lossOf(inputs);
    if (!loss) return null;
    const logits = tensorOf(inputs.logits);
    const targets = targetsOfCase(inputs);
    const average = (z: Value): Value => mean(loss(z, targets));
    const totalWeight: number =
      inputs.class_weight && inputs.y
        ? inputs.y.reduce((total: number, label: number) => total + inputs.class_weight[label], 0)
        : inputs.logits.length;
    const weighted = (z: Value): Value => scale(1 / totalWeight, sum(loss(z, targets)));
    return {
      per_example: numbersOf(loss(logits, targets)),
      mean: numbersOf(average(logits)),
      grad_mean: numbersOf(grad(average)(logits)),
      weighted_mean: numbersOf(weighted(logits)),
      grad_weighted_mean: numbersOf(grad(weighted)(logits)),
    };
  },
});

interface Labels {
  readonly logits: number[][];
  readonly target?: number[][];
  readonly y: number[];
  readonly y_other?: number[];
  readonly coef?: number[];
}

function targetsOfCase({ logits, target, y, y_other: other, coef }: Labels): Value {
  const numClasses = logits[0]!.length;
  if (target) return tensorOf(target);
  if (!other || !coef) return targetsOf(y, numClasses);
  return tensorOf(
    y.map((label, i) =>
      Array.from({ length: numClasses }, (_, c) => coef[i]! * Number(c === label) + (1 - coef[i]!) * Number(c === other[i])),
    ),
  );
}
