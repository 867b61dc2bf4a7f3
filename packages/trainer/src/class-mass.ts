import { add, detach, scope } from "@evenkeel/autodiff";
import type { Tensor } from "@tensorflow/tfjs-core";

/** How much of each class the loss has seen, Σ wᵢ tᵢ over all steps; weighted sums stay on the device until they are asked for. */
export class ClassMass {
  readonly #unweighted: Float64Array;
  #weighted: Tensor | null = null;

  constructor(numClasses: number) {
    this.#unweighted = new Float64Array(numClasses);
  }

  /** Takes `weighted` over; without it every weight was 1. */
  add(totals: Float64Array, weighted: Tensor | null): void {
    if (!weighted) {
      totals.forEach((total, label) => (this.#unweighted[label]! += total));
      return;
    }
    const sum = this.#weighted ? scope(() => detach(add(this.#weighted!, weighted))) : weighted;
    if (sum !== weighted) weighted.dispose();
    this.#weighted?.dispose();
    this.#weighted = sum;
  }

  /** The share of each class. */
  shares(): number[] {
    const weighted = this.#weighted?.dataSync();
    const mass = Array.from(this.#unweighted, (total, label) => total + (weighted?.[label] ?? 0));
    const total = mass.reduce((sum, value) => sum + value, 0);
    return mass.map((value) => value / total);
  }

  dispose(): void {
    this.#weighted?.dispose();
    this.#weighted = null;
  }
}
