import { checkedResult } from "./checked-result.js";
import { sharesOf } from "./shares-of.js";
import type { TrainResult, TrainTask } from "./task.js";

/** Takes the scores of the test rows as they are given: the model was trained elsewhere, and what its loss saw is not known. */
export function givenModel({ data, model }: TrainTask): TrainResult {
  const nothing = { params: {}, modelState: {} };
  return checkedResult(
    {
      state: { ...nothing, optimizer: {}, meta: {}, metaOptimizer: {}, selected: {}, drawnBy: {}, step: 0, totals: {}, run: "" },
      tested: { ...nothing, meta: {}, step: 0 },
      still: nothing,
      testLogits: model.given!(data.test.ids),
      syntheticLosses: null,
      contributions: null,
      rows: data,
      learning: { visits: null, effectiveExamples: null },
      // The labels of the training rows as given: nothing more is known of it.
      lossPriors: sharesOf(Float64Array.from(data.classCounts)),
    },
    data.train.numClasses,
    null,
  );
}
