import type { Metric, Predictions } from "@evenkeel/core";
import { catalogs } from "../src/index.js";

/** Ten rows of two classes, six of class 0 and four of class 1, with overlap and a clear minority among the labelled rows. */
export const binary: Predictions = {
  numExamples: 10,
  numClasses: 2,
  logits: Float64Array.from([1.2, -0.7, 0.3, 0.9, 2.0, -1.5, 0.1, 0.4, -0.6, 1.1, 0.8, 0.2, 1.5, -0.2, -0.3, 0.5, 0.9, 0.7, -1.0, 0.3]),
  labels: Int32Array.from([0, 1, 0, 0, 1, 0, 0, 1, 1, 0]),
  lossPriors: [0.7, 0.3],
  labelPriors: [0.9, 0.1],
  dataPriors: [0.8, 0.2],
  positive: 1,
  minority: 1,
};

/** Eight rows of three classes. */
export const threeClasses: Predictions = {
  numExamples: 8,
  numClasses: 3,
  logits: Float64Array.from([
    1.2, -0.7, 0.1, 0.3, 0.9, -0.4, 2.0, -1.5, 0.2, 0.1, 0.4, 0.6, -0.6, 1.1, 0.3, 0.8, 0.2, 1.9, 1.5, -0.2, -0.9, -0.3, 0.5, 0.8,
  ]),
  labels: Int32Array.from([0, 1, 0, 2, 1, 2, 0, 1]),
  lossPriors: [0.6, 0.3, 0.1],
  labelPriors: [0.6, 0.3, 0.1],
  dataPriors: [0.6, 0.3, 0.1],
  positive: 2,
  minority: 2,
};

/** A metric as a run makes it from its config. */
export function metric(name: string, settings: object = {}): Metric {
  const component = catalogs.metric.get(name);
  return component.create(component.schema.parse({ name, ...settings }));
}
