import type { Predictions } from "@evenkeel/core";
import { type ConfusionMatrix, confusionMatrix } from "./measures/confusion.js";
import { predictedClasses } from "./scores.js";

/** Calls the most probable class: with two classes, a probability above ½. */
export function confusionAtHalf(predictions: Predictions): ConfusionMatrix {
  return confusionMatrix(predictions.labels, predictedClasses(predictions), predictions.numClasses);
}

/** Calls argmax_k z_k − ln π_k: with the priors π to which the logits are calibrated, what the rows would be called if all classes were equally frequent. */
export function confusionAt(priors: readonly number[], predictions: Predictions): ConfusionMatrix {
  return confusionMatrix(predictions.labels, predictedClasses(predictions, priors.map(Math.log)), predictions.numClasses);
}
