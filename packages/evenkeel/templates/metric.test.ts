import { testMetric } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testMetric(myName);

// A value from a closed form, a paper or another library: never from the metric itself.
test("a value that is known", () => {
  const shares = [0.5, 0.5];
  const { compute } = myName.create({});
  const found = compute({
    numExamples: 4,
    numClasses: 2,
    logits: Float64Array.of(0, 1, 1, 0, 0, 1, 0, 1),
    labels: Int32Array.of(1, 1, 0, 0),
    lossPriors: shares,
    labelPriors: shares,
    dataPriors: shares,
    positive: 1,
    minority: 1,
  });
  expect(found).toEqual({ my_name: 0.5 });
});
