import type { EngineInfo } from "./engine-info.js";
import { startWasm } from "./wasm/start-wasm.js";

export interface EngineConfig {
  readonly name: "wasm" | "native" | "auto";
  /** Faster products in last bits that depend on the processor; wasm only. */
  readonly fusedMultiplyAdd?: boolean;
}

/**
 * Makes an engine TF.js' backend and registers its kernels behind autodiff's ops. Called once, at the composition root;
 * a second call with other settings replaces the kernels.
 */
export function startEngine({ fusedMultiplyAdd = false }: EngineConfig): Promise<EngineInfo> {
  return startWasm({ fusedMultiplyAdd });
}
