import type { Tensor } from "@tensorflow/tfjs-core";
import type { Pairing } from "./parents.js";

/** What one update sees. */
export interface Batch {
  /** float32 `[batch, ...featureShape]`. */
  readonly features: Tensor;
  /** float32 `[batch, numClasses]`. */
  readonly targets: Tensor;
  /** `[numClasses]`, the targets summed over the batch. */
  readonly targetTotals: Float64Array;
  readonly size: number;
  /** Updates done before this one. */
  readonly step: number;
  /** int32 `[batch]`: position among the natural rows, or −1 for a synthetic row. */
  readonly naturalRows: Int32Array;
  /** int32 `[batch]`: position among the synthetic rows, or −1 for a natural row. */
  readonly syntheticRows: Int32Array;
  readonly pairing?: Pairing;
}
