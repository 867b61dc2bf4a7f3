import { expect, test } from "vitest";
import none from "./none.js";

test("leaves logits and priors as they are", () => {
  const logits = Float64Array.of(1, -2);
  const adjustment = none.create({});
  adjustment.adjust(logits, [0.9, 0.1]);
  expect(logits).toEqual(Float64Array.of(1, -2));
  expect(adjustment.priors([0.9, 0.1])).toEqual([0.9, 0.1]);
});
