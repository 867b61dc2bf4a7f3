// What tracking costs a run of 5 ms steps: time and processor time with and without, interleaved.
//   node benchmarks/tracking/overhead.mjs [--steps 1000] [--rounds 3] [--window 1] [--to http://…]   (after pnpm build)
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createMlflowTracking } from "../../packages/tracking/dist/index.js";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    window: { type: "string", default: "1" },
    to: { type: "string" },
  },
});
const [steps, rounds, window] = [values.steps, values.rounds, values.window].map(Number);
const numMetrics = 20;

/** The same work every time, unlike a wait: what tracking takes shows in the total. */
function work(rounds_) {
  let x = 1;
  for (let i = 0; i < rounds_; i++) x = Math.sin(x) + i;
  return x;
}

/** Of processor time: other work on the machine does not make the steps short. */
function calibrate(milliseconds) {
  let size = 10_000;
  for (let i = 0; i < 12; i++) {
    const start = process.cpuUsage();
    for (let k = 0; k < 20; k++) work(size);
    size = Math.round((size * milliseconds * 20 * 1000) / process.cpuUsage(start).user);
  }
  return size;
}

const size = calibrate(5);
const yielding = () => new Promise((resolve) => setImmediate(resolve));

async function run(options) {
  const folder = mkdtempSync(join(tmpdir(), "tracking-benchmark-"));
  const tracking =
    options && (await createMlflowTracking({ folder, experiment: "overhead", warn: () => {}, patienceSeconds: 5, ...options }));
  const [start, startCpu] = [performance.now(), process.cpuUsage()];
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    sum += work(size);
    if (step % 2 === 1) await yielding();
    if (step % window !== 0) continue;
    const metrics = Object.fromEntries(Array.from({ length: numMetrics }, (_, i) => [`train/metric_${i}`, sum / (step + i + 1)]));
    tracking?.handle({ type: "windowEnded", time: Date.now(), step, metrics });
  }
  const cpu = process.cpuUsage(startCpu);
  const result = { seconds: (performance.now() - start) / 1000, cpuSeconds: (cpu.user + cpu.system) / 1e6 };
  await tracking?.close();
  return result;
}

const variants = {
  none: null,
  folder: {},
  "folder and silent server": { trackingUri: "http://127.0.0.1:9" },
  ...(values.to ? { "folder and server": { trackingUri: values.to } } : {}),
};
const results = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
await run(null);
for (let round = 0; round < rounds; round++) for (const [name, options] of Object.entries(variants)) results[name].push(await run(options));

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const summary = (name, key) => median(results[name].map((result) => result[key]));
console.log(`${steps} steps of 5 ms, ${numMetrics} metrics every ${window} step(s), median of ${rounds}`);
for (const name of Object.keys(variants)) {
  const over = (key) => `${(100 * (summary(name, key) / summary("none", key) - 1)).toFixed(2)} %`;
  console.log(
    `${name}: ${summary(name, "seconds").toFixed(2)} s (${over("seconds")}), processor ${summary(name, "cpuSeconds").toFixed(2)} s (${over("cpuSeconds")})`,
  );
}
