import type { FitProblem, TrainEvent } from "@evenkeel/core";
import { ClassMass } from "./class-mass.js";
import { logitsOf, lossesOf, meanLossOf } from "./evaluate.js";
import { rowSize } from "./rows.js";
import type { TrainingData, TrainResult, TrainTask } from "./task.js";

/** Fits a model that needs no updates on all rows at once. */
export async function* fitModel({ data, model, loss, classWeights, now, long = async (work) => work() }: TrainTask): AsyncGenerator<TrainEvent, TrainResult> {
  const problem = fitProblem(data, classWeights(data.classCounts, 1));
  const params = await long(() => model.fit!(problem));
  const trained = { model, params, modelState: {} };
  yield { type: "evaluated", time: now(), step: 0, metrics: { "test/loss": meanLossOf(trained, loss, data.test) } };
  const classMass = new ClassMass(data.train.numClasses);
  classMass.add(problem.targetTotals, null);
  return {
    state: { params, modelState: {}, optimizer: {}, meta: {}, metaOptimizer: {}, rng: {}, step: 0 },
    testLogits: logitsOf(trained, data.test),
    syntheticLosses: data.synthetic && lossesOf(trained, loss, data.synthetic),
    contributions: null,
    lossPriors: classMass.shares(),
  };
}

function fitProblem({ train, naturalRows, synthetic }: TrainingData, classWeights: readonly number[]): FitProblem & { targetTotals: Float64Array } {
  const { numClasses } = train;
  const width = rowSize(train);
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
