import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { UserError } from "@evenkeel/core";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineInfo } from "../engine-info.js";
import { openHeap } from "./heap.js";
import type { KernelBuild } from "./kernel-module.js";
import { registerWasmKernels } from "./register.js";

/** Starts TF.js' wasm backend with our kernels on its heap; without the heap, with TF.js' own kernels and a warning. */
export async function startWasm(build: KernelBuild): Promise<EngineInfo> {
  // Beside the backend's script, wherever the process was started.
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  if (!(await tf.setBackend("wasm"))) {
    throw new UserError(
      "engine: expected TF.js' wasm backend to start, got a refusal (see above). It needs Node 20.19 or later, a processor with SIMD, and address space: look for a limit with `ulimit -v`.",
    );
  }
  const heap = openHeap(build);
  if (heap) registerWasmKernels(heap);
  const kernels = heap
    ? `SIMD kernels, ${build.fusedMultiplyAdd ? "fused multiply-add (last bits depend on the processor)" : "plain build"}`
    : "without own kernels";
  return {
    name: "wasm",
    description: `wasm: TF.js ${tf.version_core}, ${kernels}`,
    tfjsVersion: tf.version_core,
    hasKernels: heap !== null,
    fusedMultiplyAdd: heap !== null && build.fusedMultiplyAdd,
    numThreads: 1,
    device: "CPU",
    warnings: heap
      ? []
      : [
          `engine: expected the heap of TF.js 4.22.0's wasm backend, got TF.js ${tf.version_core} with another layout. Training is slower; pin @tensorflow/tfjs-backend-wasm to 4.22.0.`,
        ],
  };
}
