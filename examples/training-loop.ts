// The loop in your own hands: a run is opened, its training is a generator, and you decide when it is enough.
import { openRun, projectAt, openProject, baseConfig, engineFor } from "evenkeel/workbench";
import { disposeResult, train } from "@evenkeel/trainer";

const { bench } = await openProject(projectAt(process.cwd()));
const opened = await openRun(bench, { ...baseConfig(bench), sampler: { name: "smote" }, training: { updates: 2000, window: 20 } });
await engineFor(opened);

const training = train(opened.task);
let best = Number.POSITIVE_INFINITY;
let worse = 0;
for (let next = await training.next(); ; next = await training.next()) {
  if (next.done) {
    console.log(`all ${opened.task.settings.updates} updates`);
    disposeResult(next.value);
    break;
  }
  const event = next.value;
  if (event.type !== "windowEnded") continue;
  const loss = event.metrics["train/loss"]!;
  worse = loss < best ? 0 : worse + 1;
  best = Math.min(best, loss);
  if (worse < 5) continue;
  console.log(`the training loss was last better ${worse * 20} updates ago: ended after ${event.step}, at ${best.toFixed(4)}`);
  // Tensors are given back when the generator is closed.
  await training.return(undefined as never);
  break;
}
