// `pnpm bench steps [--python PATH] [--engine wasm|native] [--fma] [--only S,M] [--window N]
// [--tf32] [--json FILE]`: milliseconds of a training step,
// ours and PyTorch's in turn, the least window of each, and their ratio. Without --python only ours.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startEngine } from "@evenkeel/engine";
import { cases, type StepCase } from "./cases.js";
import { ourSteps, type TimedWindow } from "./our-step.js";
import { startTorch, type Torch } from "./torch.js";

interface Row {
  readonly name: string;
  readonly title: string;
  readonly ours: number;
  readonly torch: number | null;
  readonly ratio: number | null;
}

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    engine: { type: "string", default: "wasm" },
    fma: { type: "boolean", default: false },
    only: { type: "string" },
    window: { type: "string" },
    tf32: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
if (values.engine !== "wasm" && values.engine !== "native")
  throw new Error(`bench: expected --engine wasm or native, got ${values.engine}.`);

// Heard by TensorFlow and by PyTorch before they compute anything.
process.env["NVIDIA_TF32_OVERRIDE"] = values.tf32 ? "1" : "0";
const engine = await startEngine({ name: values.engine, fusedMultiplyAdd: values.fma });
const onGpu = engine.device !== "CPU" && engine.name === "native";
const torch = values.python === undefined ? null : await startTorch(values.python, engine.numThreads, onGpu ? "cuda" : "cpu", values.tf32);
console.log(engine.description);
if (torch) console.log(`PyTorch ${torch.version}, ${engine.numThreads === 1 ? "1 thread" : `${engine.numThreads} threads`}`);
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; milliseconds per step, least window\n`);

const chosen = cases
  .filter(({ name, isLarge }) => (values.only === undefined ? !isLarge : values.only.split(",").includes(name)))
  .map((subject) => (values.window === undefined ? subject : { ...subject, window: Number(values.window) }));
const rows: Row[] = [];
for (const subject of chosen) rows.push(show(await measure(subject, torch)));
const reweighting = chosen.some(({ name }) => name === "M") ? await measureReweighting() : null;
torch?.close();
if (values.json !== undefined) {
  const machine = { processor: cpus()[0]?.model.trim(), numCores: cpus().length, node: process.version };
  writeFileSync(
    values.json,
    `${JSON.stringify({ date: new Date().toISOString(), machine, engine, torch: torch?.version ?? null, rows, reweighting }, null, 2)}\n`,
  );
}

async function measure(subject: StepCase, torch: Torch | null): Promise<Row> {
  const [ours, theirs] = await leastInTurn([ourSteps(subject), ...(torch ? [torch.steps(subject)] : [])], subject);
  const { name, title } = subject;
  return { name, title, ours: ours!, torch: theirs ?? null, ratio: theirs === undefined ? null : ours! / theirs };
}

/** A step that learns to reweight (one tape; meta batch 512) in plain steps. */
async function measureReweighting(): Promise<{ readonly milliseconds: number; readonly plainSteps: number }> {
  const subject = cases.find(({ name }) => name === "M")!;
  const [plain, learned] = await leastInTurn([ourSteps(subject), ourSteps(subject, "learning-to-reweight")], subject);
  console.log(`\nlearning to reweight on M, meta batch 512: ${learned!.toFixed(3)} ms, ${(learned! / plain!).toFixed(2)} plain steps`);
  return { milliseconds: learned!, plainSteps: learned! / plain! };
}

/** The least of several windows of each, taken in turn so that what else the machine does meets all alike. */
async function leastInTurn(subjects: readonly TimedWindow[], { window, rounds }: StepCase): Promise<number[]> {
  const least = subjects.map(() => Infinity);
  // Compiled code is swapped in after some calls.
  for (const subject of subjects) await subject(Math.max(window, 10));
  for (let round = 0; round < rounds; round++) {
    for (const [i, subject] of subjects.entries()) least[i] = Math.min(least[i]!, await subject(window));
  }
  return least;
}

function show(row: Row): Row {
  const theirs = row.torch === null ? "" : `  PyTorch ${row.torch.toFixed(3).padStart(9)}  ratio ${row.ratio!.toFixed(2)}`;
  console.log(`${row.name}  ${row.title.padEnd(48)} ours ${row.ours.toFixed(3).padStart(9)}${theirs}`);
  return row;
}
