import { visible } from "./visible.js";

/**
 * A mistake of the user's that stops before training: a setting, a file, a data set. Its message is complete: it says
 * what was expected, what came and what to do, and is printed without a stack. It may quote a file: control characters are escaped.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  constructor(message: string, options?: ErrorOptions) {
    super(message.split("\n").map(visible).join("\n"), options);
  }
}

/** Thrown by training when a loss or a parameter is no longer finite. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
  constructor(
    readonly step: number,
    readonly quantity: string,
    readonly value: number,
  ) {
    super(`${quantity} became ${value} at step ${step}. Lower the learning rate, or look for extreme values in the data.`);
  }
}

/** Refuses a shape that is not `expected`; null stands for any length. */
export function checkShape(component: string, name: string, shape: readonly number[], expected: readonly (number | null)[]): void {
  if (shape.length === expected.length && expected.every((length, axis) => length === null || length === shape[axis])) return;
  const wanted = expected.map((length) => length ?? "*").join(", ");
  throw new RangeError(`${component}: expected \`${name}\` of shape [${wanted}], got [${shape.join(", ")}].`);
}
