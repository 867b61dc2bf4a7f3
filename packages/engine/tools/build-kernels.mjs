// Compiles the SIMD kernels: the plain module (same bits on every machine) and the one with fused multiply-add.
// `node tools/build-kernels.mjs [folder]`, by default into wasm/, where they are kept so that nobody needs the compiler.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "wasm");
// The stub runtime and the aborts left out keep the module free of data that would overwrite TF.js' heap.
const flags = ["--runtime", "stub", "--noAssert", "--importMemory", "-O3", "--noColors", "--use", "abort=", "--enable", "simd"];
const builds = { plain: [], "fused-multiply-add": ["--enable", "relaxed-simd"] };

for (const [name, extra] of Object.entries(builds)) {
  const target = ["--baseDir", root, "--outFile", join(folder, `${name}.wasm`)];
  const { error, stderr } = await main(["src/wasm/kernels/index.ts", ...flags, ...extra, ...target]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
}
