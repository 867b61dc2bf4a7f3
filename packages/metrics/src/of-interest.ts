import type { Predictions } from "@evenkeel/core";
import { z } from "zod";
import type { ConfusionMatrix } from "./measures/confusion.js";
import { averageRates, type ClassAveraging, type ClassRates, perClass } from "./measures/per-class.js";

/** How classes are averaged where there are more than two; of two the class of interest is meant. */
export const averaging = z
  .enum(["macro", "weighted", "micro"])
  .default("macro")
  .describe("how more than two classes are averaged; of two the class of interest counts");

/** The rates of the class of interest of two, averaged over more. */
export function ratesOf(matrix: ConfusionMatrix, { numClasses, positive }: Predictions, over: ClassAveraging): ClassRates {
  return numClasses === 2 ? perClass(matrix)[positive]! : averageRates(matrix, over);
}
