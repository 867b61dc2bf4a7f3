// `pnpm bench logistic-regression --python PATH`: milliseconds to fit logistic regression, ours and scikit-learn's in turn on the
// same rows, the least of three each; and how far our weights are from those of scikit-learn at a tolerance of 1e-10.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Tree } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { catalogs } from "@evenkeel/models";
import type { Tensor } from "@tensorflow/tfjs-core";

const CASES = [
  { rows: 341, columns: 30, classes: 2 },
  { rows: 120, columns: 1000, classes: 2 },
  { rows: 120, columns: 3000, classes: 2 },
  { rows: 1000, columns: 1000, classes: 2 },
  { rows: 20000, columns: 120, classes: 2 },
  { rows: 1797, columns: 784, classes: 10 },
];
const ROUNDS = 3;

const { values } = parseArgs({ options: { python: { type: "string", default: "python3" } } });
await startEngine({ name: "wasm" });
const folder = mkdtempSync(join(tmpdir(), "evenkeel-bench-"));
const child = spawn(values.python, [fileURLToPath(new URL("../logistic_regression.py", import.meta.url))], {
  stdio: ["pipe", "pipe", "inherit"],
});
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
const answer = async (): Promise<Record<string, number | string>> => {
  const { value, done } = await lines.next();
  if (done)
    throw new Error(
      `bench: expected ${values.python} to run scikit-learn, it ended. Run \`${values.python} -m pip install scikit-learn\`.`,
    );
  return JSON.parse(value as string) as Record<string, number | string>;
};
console.log(
  `scikit-learn ${(await answer())["version"]}; ${cpus()[0]?.model.trim()}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; milliseconds, least of ${ROUNDS}\n`,
);

const component = catalogs.model.components["logistic-regression"];
for (const { rows, columns, classes } of CASES) {
  let [ours, theirs, tight, error] = [Infinity, Infinity, Infinity, 0];
  for (let round = 0; round < ROUNDS; round++) {
    child.stdin.write(`${JSON.stringify({ rows, columns, classes, seed: 0, folder })}\n`);
    const said = await answer();
    theirs = Math.min(theirs, said["milliseconds"] as number);
    tight = Math.min(tight, said["tight"] as number);
    const problem = { features: new Float64Array(bytes("x")), numExamples: rows, targets: oneHot(new Int32Array(bytes("y")), classes) };
    const model = component.create(component.schema.parse({ name: component.name }), { featureShape: [columns], numClasses: classes });
    const start = performance.now();
    const params = await model.fit!(problem);
    ours = Math.min(ours, performance.now() - start);
    error = farthest(params, new Float64Array(bytes("w")), columns, classes);
  }
  console.log(
    `${rows} rows × ${columns} columns, ${classes} classes: ours ${ours.toFixed(1)}, scikit-learn ${theirs.toFixed(1)} (${tight.toFixed(1)} at tolerance 1e-10), ratio ${(ours / theirs).toFixed(2)}; weights differ by at most ${error.toExponential(1)}`,
  );
}
child.stdin.end();
rmSync(folder, { recursive: true });

function bytes(name: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(join(folder, name))).buffer;
}

function oneHot(labels: Int32Array, classes: number): Float64Array {
  const targets = new Float64Array(labels.length * classes);
  labels.forEach((label, i) => (targets[i * classes + label] = 1));
  return targets;
}

function farthest(params: Tree, weights: Float64Array, columns: number, classes: number): number {
  const kernel = (params["head/kernel"] as Tensor).dataSync();
  const own = (j: number, c: number): number => (classes === 2 ? kernel[j * 2 + 1]! : kernel[j * classes + c]!);
  return weights.reduce((most, weight, i) => Math.max(most, Math.abs(own(i % columns, Math.floor(i / columns)) - weight)), 0);
}
