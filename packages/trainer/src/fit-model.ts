import { dispose, softmaxCrossEntropy } from "@evenkeel/autodiff";
import { type FitProblem, type Loss, sizeOf, type RunEvent } from "@evenkeel/core";
import { checkedResult } from "./checked-result.js";
import { logitsOf, lossesOf } from "./evaluate.js";
import { evaluationOf, foundIn } from "./evaluation.js";
import { sharesOf } from "./shares-of.js";
import type { TrainingData, TrainResult, TrainTask } from "./task.js";

/** What curves and losses of synthetic rows are measured in: a fitted model has its own objective, and reads no loss. */
const logLoss: Loss = ({ logits }, targets) => softmaxCrossEntropy(logits, targets);

/** Fits a model that needs no updates on all rows at once. */
export async function* fitModel(task: TrainTask): AsyncGenerator<RunEvent, TrainResult> {
  const { data, model, classWeights, scoring, settings, stream, now, long = async (work) => work() } = task;
  const warnings: string[] = [];
  const problem = { ...fitProblem(data, classWeights(data.classCounts, 1)), warn: (sentence: string) => void warnings.push(sentence) };
  const params = await long(() => model.fit!(problem));
  const trained = { model, params, modelState: {} };
  const lossPriors = sharesOf(problem.targetTotals);
  const found = evaluationOf({ data, model, scoring, settings, stream }, logLoss, trained, () => lossPriors, 0);
  yield* foundIn(found, 0, now());
  const result: TrainResult = {
    state: { params, modelState: {}, optimizer: {}, meta: {}, metaOptimizer: {}, selected: {}, drawnBy: {}, step: 0, totals: {}, run: "" },
    tested: { params, modelState: {}, meta: {}, step: 0 },
    still: { params: {}, modelState: {} },
    testLogits: logitsOf(trained, data.test),
    syntheticLosses: data.synthetic && lossesOf(trained, logLoss, data.synthetic, stream),
    contributions: null,
    rows: data,
    learning: { visits: null, effectiveExamples: null },
    lossPriors,
    warnings,
  };
  try {
    return checkedResult(result, data.train.numClasses, null);
  } catch (error) {
    dispose(params);
    throw error;
  }
}

function fitProblem(
  { train, naturalRows, synthetic }: TrainingData,
  classWeights: readonly number[],
): FitProblem & { targetTotals: Float64Array } {
  const { numClasses } = train;
  const width = sizeOf(train.featureShape);
  const numExamples = naturalRows.length + (synthetic?.count ?? 0);
  const features = new Float64Array(numExamples * width);
  const targets = new Float64Array(numExamples * numClasses);
  naturalRows.forEach((row, i) => {
    features.set(train.features.subarray(row * width, (row + 1) * width), i * width);
    targets.set(train.targets.subarray(row * numClasses, (row + 1) * numClasses), i * numClasses);
  });
  if (synthetic) {
    features.set(synthetic.features, naturalRows.length * width);
    targets.set(synthetic.targets, naturalRows.length * numClasses);
  }
  const targetTotals = new Float64Array(numClasses);
  targets.forEach((target, i) => {
    targets[i] = target * classWeights[i % numClasses]!;
    targetTotals[i % numClasses]! += targets[i]!;
  });
  return { features, numExamples, targets, targetTotals };
}
