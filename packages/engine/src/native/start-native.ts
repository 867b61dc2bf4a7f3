import { availableParallelism } from "node:os";
import { UserError } from "@evenkeel/core";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineInfo } from "../engine-info.js";
import { type Binding, loadBinding, makeBackend, registerStockKernels, stockAddon } from "./binding.js";
import { listGpus } from "./gpus.js";
import { recordedBuild } from "./native-build.js";
import { backendName, registerNativeKernels } from "./register.js";
import { tensorFlowOn } from "./tensorflow.js";

/** The addon to use: the one built on this machine, else what the package's own installer made. */
export function nativeAddon(): string | null {
  return recordedBuild()?.addon ?? stockAddon();
}

/** Starts TensorFlow as TF.js' backend, with its fused kernels behind autodiff's ops. */
export async function startNative(): Promise<EngineInfo> {
  const addon = nativeAddon();
  if (!addon)
    throw new UserError("engine: expected the native engine to be built, it is not. Run `evenkeel engine build`, or set engine=wasm.");
  const binding = bindingOf(addon);
  if (!tf.findBackend(backendName)) {
    tf.registerBackend(backendName, () => makeBackend(binding));
    registerStockKernels();
  }
  await tf.setBackend(backendName);
  registerNativeKernels(tensorFlowOn(tf.backend()));
  const device = binding.isUsingGpuDevice() ? ((await listGpus())[0]?.name ?? "GPU") : "CPU";
  return {
    name: "native",
    description: `native: TensorFlow ${binding.TF_Version} on ${device}, TF.js ${tf.version_core}`,
    tfjsVersion: tf.version_core,
    hasKernels: true,
    fusedMultiplyAdd: true,
    device,
    numThreads: Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism(),
    warnings: [],
  };
}

function bindingOf(addon: string): Binding {
  try {
    return loadBinding(addon);
  } catch (cause) {
    throw new UserError(
      `engine: expected ${addon} to load, it did not: ${(cause as Error).message} Run \`evenkeel engine build\` again, or set engine=wasm.`,
      { cause },
    );
  }
}
