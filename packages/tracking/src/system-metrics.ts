import type { MetricValues, RunEvent } from "@evenkeel/core";
import { execFile } from "node:child_process";
import { readFile, statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import { promisify } from "node:util";
import { connect, exhaustMap, ignoreElements, last, merge, mergeMap, type MonoTypeOperatorFunction, takeUntil, tap, timer } from "rxjs";

/** Reads the machine's state; values that cannot be read here are left out. */
export type SystemSampler = () => Promise<MetricValues>;

const run = promisify(execFile);
const bytesPerMegabyte = 1e6;

/**
 * Processor, memory, disk, network and NVIDIA GPUs under the names and units of MLflow's own system metrics
 * (`system/cpu_utilization_percentage`, …). Processor load is that since the sample before, network traffic that since the
 * sampler was made, both of the whole machine.
 */
export function systemSampler(): SystemSampler {
  let before = cpuTimes();
  const firstTraffic = networkBytes();
  let hasGpu = true;

  function cpu(): MetricValues {
    const now = cpuTimes();
    const total = now.total - before.total;
    const load = total === 0 ? 0 : 1 - (now.idle - before.idle) / total;
    before = now;
    return { cpu_utilization_percentage: 100 * load };
  }

  async function network(): Promise<MetricValues> {
    const [first, now] = [await firstTraffic, await networkBytes()];
    if (!first || !now) return {};
    return {
      network_receive_megabytes: (now.received - first.received) / bytesPerMegabyte,
      network_transmit_megabytes: (now.transmitted - first.transmitted) / bytesPerMegabyte,
    };
  }

  async function gpu(): Promise<MetricValues> {
    if (!hasGpu) return {};
    const values = await gpuValues();
    // Without the tool there will be none a moment later.
    hasGpu = values !== null;
    return values ?? {};
  }

  return async () => {
    const parts = await Promise.all([cpu(), memory(), disk(), network(), gpu()]);
    return Object.fromEntries(parts.flatMap((part) => Object.entries(part)).map(([name, value]) => [`system/${name}`, value]));
  };
}

function cpuTimes(): { idle: number; total: number } {
  const times = cpus().map((each) => each.times);
  const sum = (pick: (time: (typeof times)[number]) => number): number => times.reduce((total, time) => total + pick(time), 0);
  return { idle: sum(({ idle }) => idle), total: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq) };
}

async function memory(): Promise<MetricValues> {
  // Node's free memory does not count caches, which the system gives back when asked.
  const kilobytes = await readFile("/proc/meminfo", "utf8").then(
    (text) => /MemAvailable:\s+(\d+) kB/.exec(text)?.[1],
    () => undefined,
  );
  const available = kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
  const used = totalmem() - available;
  return { system_memory_usage_megabytes: used / bytesPerMegabyte, system_memory_usage_percentage: (100 * used) / totalmem() };
}

async function disk(): Promise<MetricValues> {
  const { bsize, blocks, bfree, bavail } = await statfs("/");
  const used = (blocks - bfree) * bsize;
  const available = bavail * bsize;
  return {
    disk_usage_megabytes: used / bytesPerMegabyte,
    disk_available_megabytes: available / bytesPerMegabyte,
    disk_usage_percentage: (100 * used) / (used + available),
  };
}

async function networkBytes(): Promise<{ received: number; transmitted: number } | null> {
  const text = await readFile("/proc/net/dev", "utf8").catch(() => null);
  if (text === null) return null;
  const rows = text
    .split("\n")
    .slice(2)
    .filter((line) => line.includes(":"))
    .map((line) =>
      line
        .slice(line.indexOf(":") + 1)
        .trim()
        .split(/\s+/)
        .map(Number),
    );
  const sum = (column: number): number => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
  return { received: sum(0), transmitted: sum(8) };
}

/** Null where there is no NVIDIA driver. */
async function gpuValues(): Promise<MetricValues | null> {
  const fields = "memory.used,memory.total,utilization.gpu,power.draw,enforced.power.limit";
  try {
    return parseGpus((await run("nvidia-smi", [`--query-gpu=${fields}`, "--format=csv,noheader,nounits"], { timeout: 5000 })).stdout);
  } catch {
    return null;
  }
}

/** What `nvidia-smi --query-gpu` prints: MiB, MiB, %, W, W for each GPU; a GPU that does not know one prints words. */
export function parseGpus(text: string): MetricValues {
  const mebibyte = 2 ** 20;
  const values = text
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line, i) => {
      const [used = Number.NaN, total = Number.NaN, utilization = Number.NaN, power = Number.NaN, limit = Number.NaN] = line
        .split(",")
        .map(Number);
      return [
        [`gpu_${i}_memory_usage_megabytes`, (used * mebibyte) / bytesPerMegabyte],
        [`gpu_${i}_memory_usage_percentage`, (100 * used) / total],
        [`gpu_${i}_utilization_percentage`, utilization],
        [`gpu_${i}_power_usage_watts`, power],
        [`gpu_${i}_power_usage_percentage`, (100 * power) / limit],
      ] as const;
    });
  return Object.fromEntries(values.filter(([, value]) => Number.isFinite(value)));
}

/** Tells the machine's state beside the first window after each sample; samples at once and then every 10 s, as MLflow does. */
export function withSystemMetrics(sample: SystemSampler = systemSampler(), intervalSeconds = 10): MonoTypeOperatorFunction<RunEvent> {
  return connect((events) => {
    let latest: MetricValues = {};
    const samples = timer(0, intervalSeconds * 1000).pipe(
      exhaustMap(() => sample()),
      tap((values) => (latest = values)),
      ignoreElements(),
      takeUntil(events.pipe(last(null, null))),
    );
    const enriched = events.pipe(
      mergeMap((event): readonly RunEvent[] => {
        if (event.type !== "windowEnded" || Object.keys(latest).length === 0) return [event];
        const metrics = latest;
        latest = {};
        return [event, { type: "systemSampled", time: event.time, step: event.step, metrics }];
      }),
    );
    return merge(samples, enriched);
  });
}
