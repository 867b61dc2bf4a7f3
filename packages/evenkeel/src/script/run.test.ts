import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore } from "mlflow-js-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Job, CancelledError, defineLabel, defineMetric, run, type RunEvent, type RunInput, type RunReport, z } from "../index.js";

let output: string;
beforeAll(() => (output = mkdtempSync(join(tmpdir(), "evenkeel-script-"))));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const short: RunInput = {
  model: { name: "mlp", hidden: [4] },
  protocol: { name: "repeated-cross-validation", classCounts: [60, 20] },
  training: { updates: 30, window: 10 },
};
const start = (input: RunInput = {}, options: Parameters<typeof run>[1] = {}): Job<RunEvent, RunReport> =>
  run({ ...short, ...input }, { output, project: null, ...options });

test("a run tells its events and gives what it found", async () => {
  const seen: string[] = [];
  const job = start(
    { sampler: "smote", weighter: "learned-contributions" },
    {
      sinks: [{ name: "mine", handle: (event) => void seen.push(event.type), close: async () => void seen.push("closed") }],
    },
  );
  const told: RunEvent[] = [];
  for await (const event of job) told.push(event);
  expect(told[0]!.type).toBe("runStarted");
  expect(told.at(-1)!.type).toBe("runEnded");
  expect(told.filter(({ type }) => type === "windowEnded").length).toBe(3);
  expect(seen).toEqual([...told.map(({ type }) => type), "closed"]);
  const { metrics, predictions, contributions, classNames, folder, trackingRunId } = await job.result;
  const [final] = told.filter((event) => event.type === "found" && event.isFinal);
  expect(final).toMatchObject({ set: "test", metrics });
  expect(predictions.logits.length).toBe(predictions.rows.length * classNames.length);
  expect(predictions.labels.length).toBe(predictions.rows.length);
  expect(contributions!.every(({ weight, parents }) => weight >= 0 && parents.length === 2)).toBe(true);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["config.yaml", "result.json", "contributions.csv", "predictions.csv"]));
  const store = fileStore(join(output, "mlruns"));
  expect((await store.getRun(trackingRunId!)).info.status).toBe("FINISHED");
  // A listener that comes late hears it from the first.
  const late: string[] = [];
  job.events.subscribe(({ type }) => void late.push(type));
  expect(late).toEqual(told.map(({ type }) => type));
});

test("runs of one process come one after the other, and give what they give alone", async () => {
  const alone = (await start().result).metrics;
  const order: string[] = [];
  const jobs = [start(), start({ seed: 5 }), start()];
  jobs.forEach((job, i) =>
    job.events.subscribe(({ type }) => void (["runStarted", "runEnded"].includes(type) && order.push(`${i} ${type}`))),
  );
  const [first, , third] = await Promise.all(jobs.map(({ result }) => result));
  expect(order).toEqual([0, 1, 2].flatMap((i) => [`${i} runStarted`, `${i} runEnded`]));
  expect(first!.metrics).toEqual(alone);
  expect(third!.metrics).toEqual(alone);
});

test("a run that waits for its turn ends at once when it is cancelled, and those behind it still wait for the one before", async () => {
  const alone = (await start().result).metrics;
  const order: string[] = [];
  const long = start({ training: { updates: 1_000_000, window: 10 } });
  const waiting = start();
  const behind = start();
  behind.events.subscribe(({ type }) => void (type === "runStarted" && order.push("behind began")));
  waiting.cancel();
  await expect(waiting.result).rejects.toThrow(CancelledError);
  order.push("waiting ended");
  await new Promise((resolve) => setTimeout(resolve, 50));
  long.cancel();
  await expect(long.result).rejects.toThrow(CancelledError);
  order.push("long ended");
  expect((await behind.result).metrics).toEqual(alone);
  expect(order).toEqual(["waiting ended", "long ended", "behind began"]);
});

test("a slow reader is not waited for", async () => {
  const job = start();
  const reader = job[Symbol.asyncIterator]();
  expect((await reader.next()).value).toMatchObject({ type: "runStarted" });
  await job.result;
  expect((await reader.next()).done).toBe(false);
});

test("a cancelled run ends soon, says so, and leaves no run behind that seems to go on", async () => {
  const job = start({ training: { updates: 1_000_000, window: 10 } });
  const told: RunEvent[] = [];
  job.events.subscribe({ next: (event) => void (told.push(event), told.length === 5 && job.cancel()), error: () => undefined });
  await expect(job.result).rejects.toThrow(CancelledError);
  expect(told.at(-1)).toMatchObject({ type: "runFailed", isCancelled: true, reason: "The run was cancelled." });
  const store = fileStore(join(output, "mlruns"));
  const { experimentId } = (await store.getExperimentByName("runs"))!;
  const { items } = await store.searchRuns([experimentId], { orderBy: ["attributes.start_time DESC"] });
  expect(items[0]!.info.status).toBe("KILLED");
  const stopped = new AbortController();
  stopped.abort();
  await expect(start({}, { signal: stopped.signal }).result).rejects.toThrow(CancelledError);
  const { trackingRunId } = await start().result;
  expect((await store.getRun(trackingRunId!)).info.status).toBe("FINISHED");
});

test("a component of the script is used, and a failure reaches who listens to events alone", async () => {
  const all = defineLabel({
    name: "all-to-one",
    summary: "the anchor's label, or a mistake",
    config: { mistake: z.boolean().default(false) },
    create:
      ({ mistake }) =>
      () => {
        if (mistake) throw new Error("a mistake in the label rule");
        return 1;
      },
  });
  const mine = (mistake: boolean) =>
    start({ sampler: "pairing", partner: "nearest", label: { name: "all-to-one", mistake } } as never, { components: [all] });
  expect((await mine(false).result).warnings).toBeInstanceOf(Array);
  const read = async (): Promise<void> => {
    for await (const event of mine(true)) expect(event.type).not.toBe("runEnded");
  };
  await expect(read()).rejects.toThrow("a mistake in the label rule");
});

test("a metric that says other scores than it describes is refused", async () => {
  const describe = { mine: { label: "mine", higherIsBetter: true, rankingOnly: false } };
  const other = defineMetric({
    name: "other-scores",
    summary: "says a score of another",
    config: {},
    create: () => ({ describe, compute: () => ({ average_precision: 1 }) }),
  });
  await expect(start({ metrics: ["average-precision", "other-scores"] } as never, { components: [other] }).result).rejects.toThrow(
    "metric: expected the scores that its `describe` names, mine, got average_precision.",
  );
});

test("data that changed between two runs are read anew, and a file that was not there may be there", async () => {
  const path = join(output, "live.csv");
  const table = (by: number): string =>
    ["a,b,y", ...Array.from({ length: 60 }, (_, i) => `${((i * 7919) % 211) / 211},${((i * by) % 17) / 17},${i % 3 === 0 ? 1 : 0}`)].join(
      "\n",
    );
  const of = () =>
    run(
      { dataset: { name: "csv", path, label: "y" }, model: { name: "mlp", hidden: [3] }, training: { updates: 10 } },
      { output, project: null },
    ).result;
  await expect(of()).rejects.toThrow("there is none");
  writeFileSync(path, table(5));
  const before = (await of()).predictions;
  writeFileSync(path, table(11));
  const after = (await of()).predictions;
  expect(after).not.toEqual(before);
  writeFileSync(path, table(5));
  expect((await of()).predictions).toEqual(before);
});
