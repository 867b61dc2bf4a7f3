/** What computes, as a run records it. */
export interface EngineInfo {
  readonly name: "wasm" | "native";
  /** One line for the user: "wasm: TF.js 4.22.0, SIMD kernels, plain build". */
  readonly description: string;
  readonly tfjsVersion: string;
  /** Whether our kernels run; without them every op is composed of TF.js' own. */
  readonly hasKernels: boolean;
  /** With fused multiply-add the last bits of a result depend on the processor. */
  readonly fusedMultiplyAdd: boolean;
  readonly numThreads: number;
  /** `CPU`, or the GPU's name. */
  readonly device: string;
  /** Lines that the user should see. */
  readonly warnings: readonly string[];
}
