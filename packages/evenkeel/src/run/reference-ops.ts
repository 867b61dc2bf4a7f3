import { countReferences } from "@evenkeel/autodiff";
import type { OpenedRun } from "./open-run.js";
import { disposeRun, trainRun } from "./train-run.js";

const UPDATES = 3;

/** The ops of a few updates of a run that no kernel of the engine computes, and how often. */
export async function referenceOpsOf(run: OpenedRun): Promise<Readonly<Record<string, number>>> {
  const trainings = run.trainings.map((training) => ({
    ...training,
    task: Object.assign(Object.create(training.task) as typeof training.task, {
      settings: { ...training.task.settings, updates: UPDATES },
    }),
  }));
  return countReferences(async () => {
    const training = trainRun({ ...run, trainings });
    let next = await training.next();
    while (!next.done) next = await training.next();
    disposeRun(next.value);
  });
}
