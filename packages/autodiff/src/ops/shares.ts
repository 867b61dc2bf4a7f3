import { defineFusion } from "../fusion.js";
import type { Value } from "../value.js";
import { relu } from "./activations.js";
import { broadcastTo, mul, scale, sum } from "./arithmetic.js";
import { reciprocalOrZero } from "./elementwise.js";

/** n·max(0, xᵢ) / Σⱼ max(0, xⱼ): `[n]` → `[n]`, on average 1; all 0 if no entry is positive. */
export const positiveShares = (x: Value): Value => positiveSharesOp([x])[0];

const positiveSharesOp = defineFusion<[x: Value]>("PositiveShares", ([x]) => {
  const positive = relu(x);
  const size = x.shape[0]!;
  return [mul(positive, broadcastTo(scale(size, reciprocalOrZero(sum(positive))), [size]))];
});
