import type { Value } from "../value.js";
import { mul, scale } from "./arithmetic.js";

/**
 * Leaves out what the mask says and scales up the rest: x ⊙ mask / (1 − rate).
 *
 * @param mask - float32 of the shape of `x`, 0 or 1, drawn once per step and shared by all passes of that step.
 * @param rate - share of zeros that the mask was drawn with, in [0, 1).
 * @see Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014.
 */
export function dropout(x: Value, mask: Value, rate: number): Value {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: expected a \`rate\` in [0, 1), got ${rate}.`);
  return scale(1 / (1 - rate), mul(x, mask));
}
