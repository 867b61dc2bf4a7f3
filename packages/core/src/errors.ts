import { visible } from "./visible.js";

/**
 * A mistake of the user's that stops before training: a setting, a file, a data set. Its message is complete: it says
 * what was expected, what came and what to do, and is printed without a stack. It may quote a file: control characters are escaped.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
  constructor(message: string, options?: ErrorOptions) {
    super(message.split("\n").map(visible).join("\n"), options);
  }
}

/** A choice that is right in itself and cannot be carried out on these rows: a comparison goes on without that method. */
export class NotPossibleError extends UserError {
  override readonly name = "NotPossibleError";
}

/** Thrown by a run that its user ended: nothing in it failed. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  constructor() {
    super("The run was cancelled.");
  }
}

/** Thrown by training when a loss, or something that a run found, is no longer finite. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
  constructor(
    /** Null for a model that takes no steps. */
    readonly step: number | null,
    readonly quantity: string,
    readonly value: number,
    message = `${quantity} became ${value} at step ${step}.`,
  ) {
    super(`${message} ${step === null ? "Look" : "Lower the learning rate, or look"} for extreme values in the data.`);
  }
}

/**
 * Refuses values of which one is not finite: what would be made of them looks like a result and is none.
 *
 * @param quantity - what they are, in the plural: `scores`.
 * @param step - updates that were done before they were computed; null for a model that takes none.
 * @param width - values that make one of the things counted: the scores of a row.
 * @throws NonFiniteError that counts them: "114 of 114 scores are NaN after step 1."
 */
export function checkFinite(values: ArrayLike<number>, quantity: string, step: number | null, width = 1): void {
  let [numNaN, numInfinite] = [0, 0];
  for (let i = 0; i < values.length; i += width) {
    let total = 0;
    // Infinite where one is, NaN where one is NaN, else 0.
    for (let j = i; j < i + width; j++) total += Number.isFinite(values[j]) ? 0 : Math.abs(values[j]!);
    if (Number.isNaN(total)) numNaN++;
    else if (total > 0) numInfinite++;
  }
  if (numNaN + numInfinite === 0) return;
  const kinds = [numNaN > 0 ? "NaN" : "", numInfinite > 0 ? "infinite" : ""].filter(Boolean).join(" or ");
  const message = `${numNaN + numInfinite} of ${values.length / width} ${quantity} are ${kinds}${step === null ? "" : ` after step ${step}`}.`;
  throw new NonFiniteError(step, quantity, numNaN > 0 ? Number.NaN : Number.POSITIVE_INFINITY, message);
}

/**
 * What is thrown where a component gave what it may not give.
 *
 * @param component - what to call it: `sampler=smote`, or its role.
 */
export function mistakeOf(component: string, expected: string, got: unknown): UserError {
  return new UserError(`${component}: expected ${expected}, got ${String(got)}. This is a mistake in the component, not in the settings.`);
}

/** Refuses a shape that is not `expected`; null stands for any length. */
export function checkShape(component: string, name: string, shape: readonly number[], expected: readonly (number | null)[]): void {
  if (shape.length === expected.length && expected.every((length, axis) => length === null || length === shape[axis])) return;
  const wanted = expected.map((length) => length ?? "*").join(", ");
  throw new RangeError(`${component}: expected \`${name}\` of shape [${wanted}], got [${shape.join(", ")}].`);
}
