// What a tracking server costs the main job: wall and processor time with and without, in pairs, and requests a run.
//   node benchmarks/tracking/main-job.mjs --to http://127.0.0.1:5000 [--pairs 3] [-- trials=3 …]   (after pnpm build)
// The server's own processor time is in the wall time of the mirrored run, where it shares the processors, and in no other figure.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: "string" }, pairs: { type: "string", default: "3" } },
});
if (!values.to) throw new Error("--to: expected the address of an MLflow server, such as http://127.0.0.1:5000");
const bin = fileURLToPath(new URL("../../apps/cli/dist/bin.js", import.meta.url));

function once(uri) {
  const folder = mkdtempSync(join(tmpdir(), "tracking-benchmark-"));
  const began = performance.now();
  const child = spawn(process.execPath, [bin, "compare", "experiment=main", ...positionals, "--output", folder], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, MLFLOW_TRACKING_URI: uri },
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => {
      rmSync(folder, { recursive: true, force: true });
      if (code === 0) resolve((performance.now() - began) / 1000);
      else reject(new Error(`the main job ended with code ${code}`));
    });
  });
}

const ratios = [];
for (let pair = 0; pair < Number(values.pairs); pair++) {
  // Which comes first changes: the machine may get slower or faster.
  const [first, second] = pair % 2 === 0 ? ["", values.to] : [values.to, ""];
  const seconds = { [first]: await once(first) };
  seconds[second] = await once(second);
  ratios.push(seconds[values.to] / seconds[""]);
  console.log(
    `pair ${pair + 1}: ${seconds[""].toFixed(1)} s without, ${seconds[values.to].toFixed(1)} s with, ratio ${ratios.at(-1).toFixed(3)}`,
  );
}
console.log(`median ratio ${ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)].toFixed(3)}`);
