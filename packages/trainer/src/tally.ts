import { type MetricValues, NonFiniteError } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { effectiveCount } from "./learning-facts.js";
import { sharesOf } from "./shares-of.js";
import type { StepOutputs } from "./training-step.js";

/** What a window tells of each of its steps, by the name of its mean. */
const QUANTITIES = {
  "train/loss": { of: "loss", called: "the training loss" },
  "meta/loss": { of: "metaLoss", called: "the meta loss" },
  "hypergradient/norm": { of: "hypergradientNorm", called: "the norm of the hypergradient" },
} as const;
const names = Object.keys(QUANTITIES) as (keyof typeof QUANTITIES)[];

/**
 * What a run gathers from its steps: the means of the open window, and how much of each class the loss saw. Outputs stay on the device
 * until they are asked for.
 */
export class Tally {
  readonly #classMass: Float64Array;
  readonly #window: Record<keyof typeof QUANTITIES, number[]>;
  readonly #effective: number[];
  #pending: { readonly step: number; readonly outputs: StepOutputs }[] = [];

  /** @param before - `totals` of the state that a run goes on from. */
  constructor(numClasses: number, before: Readonly<Record<string, Float64Array>> = {}) {
    this.#classMass = before["classMass"]?.slice() ?? new Float64Array(numClasses);
    this.#window = Object.fromEntries(names.map((name) => [name, [...(before[`window/${name}`] ?? [])]])) as Record<
      keyof typeof QUANTITIES,
      number[]
    >;
    this.#effective = [...(before["effective"] ?? [])];
  }

  /**
   * Takes the outputs of a step over.
   *
   * @param classMass - Σ tᵢ of the step where weights are 1.
   */
  add(step: number, outputs: StepOutputs, classMass: () => Float64Array): void {
    this.#pending.push({ step, outputs });
    if (!outputs.classMass) addTo(this.#classMass, classMass());
  }

  /**
   * The means since the last call.
   *
   * @throws NonFiniteError naming the first step whose loss is not finite.
   */
  closeWindow(): MetricValues {
    this.#read();
    const means = names.flatMap((name) => {
      const values = this.#window[name].splice(0);
      return values.length === 0 ? [] : [[name, meanOf(values)] as const];
    });
    return Object.fromEntries(means);
  }

  /** @throws NonFiniteError naming the first step whose loss is not finite. */
  check(): void {
    this.#read();
  }

  /** The share of each class in what the loss saw. */
  lossPriors(): number[] {
    this.#read();
    return sharesOf(this.#classMass);
  }

  /** Mean over the updates of (Σw)²/Σw² over a batch; null where weights are not made anew in each. */
  effectiveExamples(): number | null {
    this.#read();
    return this.#effective.length === 0 ? null : meanOf(this.#effective);
  }

  /** What a run that goes on must know. */
  totals(): Record<string, Float64Array> {
    this.#read();
    return {
      classMass: this.#classMass.slice(),
      effective: Float64Array.from(this.#effective),
      ...Object.fromEntries(names.map((name) => [`window/${name}`, Float64Array.from(this.#window[name])])),
    };
  }

  dispose(): void {
    for (const { outputs } of this.#pending.splice(0)) Object.values(outputs).forEach((tensor: Tensor | null) => tensor?.dispose());
  }

  #read(): void {
    try {
      for (const { step, outputs } of this.#pending) {
        for (const name of names) {
          const { of, called } = QUANTITIES[name];
          const value = outputs[of]?.dataSync()[0];
          if (value === undefined) continue;
          if (!Number.isFinite(value)) throw new NonFiniteError(step, called, value);
          this.#window[name].push(value);
        }
        if (outputs.classMass) addTo(this.#classMass, outputs.classMass.dataSync());
        if (outputs.weightTotals) this.#effective.push(effectiveCount(outputs.weightTotals));
      }
    } finally {
      this.dispose();
    }
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function addTo(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}
