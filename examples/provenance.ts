// Every synthetic row knows its parents; learned contributions say what each counted.
import { run } from "evenkeel";

const { contributions, warnings } = await run({
  sampler: "smote",
  weighter: "learned-contributions",
  metaOptimizer: { name: "adam", learningRate: 0.1, lazy: true },
  training: { updates: 600 },
}).result;
const ordered = contributions!.map((row, i) => ({ ...row, i })).sort((a, b) => a.weight - b.weight);
for (const [what, rows] of [
  ["least", ordered.slice(0, 3)],
  ["most", ordered.slice(-3)],
] as const)
  for (const { i, weight, parents } of rows)
    console.log(
      `${what}: synthetic row ${i} counts ${weight.toFixed(2)}, of rows ${parents.map(({ row, share }) => `${row} (${share.toFixed(2)})`).join(" and ")}`,
    );
for (const warning of warnings) console.log(warning);
