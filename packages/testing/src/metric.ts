import { type AnyComponent, type Predictions, randomState } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

/** How a metric is tried. */
export interface MetricCase extends ComponentCase {
  /** Two unless said. */
  readonly numClasses?: number;
}

const NUM_ROWS = 120;

/** Scores that are right as often as `certainty` says: 1 always, −1 never. */
function predictionsOf(certainty: number, numClasses: number): Predictions {
  const rng = randomState(4);
  // The last class is rare.
  const labels = Int32Array.from({ length: NUM_ROWS }, (_, i) => (i % 5 === 0 ? numClasses - 1 : i % Math.max(1, numClasses - 1)));
  const logits = Float64Array.from({ length: NUM_ROWS * numClasses }, (_, i) => {
    const isRight = labels[Math.floor(i / numClasses)] === i % numClasses;
    return rng.normal() * (1 - certainty ** 2) + (isRight ? 4 * certainty : 0);
  });
  const shares = Array.from({ length: numClasses }, (_, label) => labels.filter((own) => own === label).length / NUM_ROWS);
  return {
    numExamples: NUM_ROWS,
    numClasses,
    logits,
    labels,
    lossPriors: shares,
    labelPriors: shares,
    positive: numClasses - 1,
    minority: numClasses - 1,
    dataPriors: shares,
  };
}

/** The same rows in another order. */
function shuffled(predictions: Predictions): Predictions {
  const { numClasses, labels, logits } = predictions;
  const order = Array.from(randomState(9).permutation(labels.length));
  return {
    ...predictions,
    labels: Int32Array.from(order, (row) => labels[row]!),
    logits: Float64Array.from(order.flatMap((row) => Array.from(logits.subarray(row * numClasses, (row + 1) * numClasses)))),
  };
}

/** What every metric must hold to. */
export function testMetric(component: AnyComponent<"metric">, { numClasses = 2, ...given }: MetricCase = {}): void {
  describe(`${component.name} holds to the contract of a metric`, () => {
    const { compute, describe: described } = madeOf(component, given);
    const keys = Object.keys(described);
    const some = predictionsOf(0.4, numClasses);

    test("gives a finite number for each name that it describes, which MLflow takes", () => {
      expect(keys.length).toBeGreaterThan(0);
      const found = compute(some);
      expect(Object.keys(found)).toEqual(keys);
      expect(Object.values(found).filter((value) => !Number.isFinite(value))).toEqual([]);
      expect(keys.filter((key) => !/^[\w./ :-]+$/.test(key))).toEqual([]);
    });

    test("does not depend on the order of the rows", () => {
      const [before, after] = [compute(some), compute(shuffled(some))];
      for (const key of keys) expect(after[key]!).toBeCloseTo(before[key]!, 10);
    });

    test("is better where every row is called right than where none is, in the direction that it describes", () => {
      const [right, wrong] = [compute(predictionsOf(1, numClasses)), compute(predictionsOf(-1, numClasses))];
      for (const key of keys) {
        const gain = (right[key]! - wrong[key]!) * (described[key]!.higherIsBetter ? 1 : -1);
        expect([key, gain > 0]).toEqual([key, true]);
      }
    });
  });
}
