import type { EngineInfo } from "./engine-info.js";
import { nativeAddon, startNative } from "./native/start-native.js";
import { startWasm } from "./wasm/start-wasm.js";

/** Which engine computes, as config says it. */
export interface EngineConfig {
  /** `auto`: native where it is built and the work of a step repays its longer way to each op, else wasm. */
  readonly name: "wasm" | "native" | "auto";
  /** Faster products in last bits that depend on the processor; wasm only. */
  readonly fusedMultiplyAdd?: boolean;
  /** Multiply-adds of a training step, for `auto`. */
  readonly multiplyAdds?: number;
}

/** From here two threads of TensorFlow beat one of wasm: between the cases b and L of benchmarks/steps.md. */
const nativePaysFrom = 7e8;

/**
 * Makes an engine TF.js' backend and registers its kernels behind autodiff's ops. Called once, at the composition root;
 * a second call with other settings replaces the kernels.
 *
 * @throws UserError if the native engine is asked for and not built.
 */
export async function startEngine({ name, fusedMultiplyAdd = false, multiplyAdds = 0 }: EngineConfig): Promise<EngineInfo> {
  const isNative = name === "native" || (name === "auto" && multiplyAdds >= nativePaysFrom && nativeAddon() !== null);
  return isNative ? startNative() : startWasm({ fusedMultiplyAdd });
}
