// `pnpm bench bands [--output FOLDER] [--workers N]`: the methods of conf/experiment/main-14c93e4.yaml on the splits and with the
// settings of a PyTorch reference (benchmarks/bands); each mean over the ten trials beside the band in which a replicate of PyTorch's
// lies. Ends with 1 if one is outside. Takes about two minutes on two cores.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

interface Band {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The parts of a report that are compared. */
interface Report {
  readonly trials: number;
  readonly cells: readonly {
    readonly condition: string;
    readonly method: string;
    readonly values: Readonly<Record<string, { readonly mean: number | null; readonly perTrial: readonly (number | null)[] }>>;
  }[];
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { values: options } = parseArgs({ options: { output: { type: "string" }, workers: { type: "string" } } });

const { conditions } = JSON.parse(readFileSync(join(root, "benchmarks/bands/bands.json"), "utf8")) as {
  conditions: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Band>>>>>>;
};
const folder = options.output === undefined ? mkdtempSync(join(tmpdir(), "evenkeel-bands-")) : resolve(options.output);
try {
  process.exitCode = show(runComparison());
} finally {
  if (options.output === undefined) rmSync(folder, { recursive: true, force: true });
}

/** The comparison as a user runs it. What the reference has no band for is left out. */
function runComparison(): Report {
  const args = [
    "experiment=main-14c93e4",
    "~methods.logistic-regression",
    "~methods.reweighting-permuted",
    `protocol.splits=${join(root, "benchmarks/bands/splits.json")}`,
    "optimizer.learningRate=0.001",
    "optimizer.weightDecay=0",
    "--output",
    folder,
    ...(options.workers === undefined ? [] : ["--workers", options.workers]),
  ];
  const { MLFLOW_TRACKING_URI: _, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [join(root, "apps/cli/dist/bin.js"), "compare", ...args], {
    encoding: "utf8",
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  process.stderr.write(stderr);
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((path) => path.endsWith("report.json"));
  if (found === undefined) throw new Error(`bench bands: expected a report in ${folder}, got none; evenkeel compare ended with ${status}.`);
  return JSON.parse(readFileSync(join(folder, found), "utf8")) as Report;
}

/** A line for each cell; returns the exit code. */
function show({ cells, trials }: Report): number {
  const counts = { inside: 0, outside: 0 };
  for (const [condition, methods] of Object.entries(conditions)) {
    for (const [method, metrics] of Object.entries(methods)) {
      console.log(`\n${condition}, ${method}`);
      for (const [metric, { mean, low, high }] of Object.entries(metrics)) {
        const summary = cells.find((cell) => cell.condition === condition && cell.method === method)?.values[metric];
        const ours = summary?.perTrial.filter((value) => value !== null).length === trials ? (summary.mean ?? Number.NaN) : Number.NaN;
        const isInside = ours >= low && ours <= high;
        counts[isInside ? "inside" : "outside"]++;
        const position = (ours - mean) / ((high - low) / 2);
        console.log(
          `  ${isInside ? " " : "✗"} ${metric.padEnd(34)} ${ours.toFixed(4)}  band ${low.toFixed(4)} – ${high.toFixed(4)}  ${(position < 0 ? "−" : "+") + Math.abs(position).toFixed(2)}`,
        );
      }
    }
  }
  console.log(`\n${counts.inside} of ${counts.inside + counts.outside} means over ${trials} trials lie inside their bands.`);
  return counts.outside === 0 ? 0 : 1;
}
