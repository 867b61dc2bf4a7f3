import { randomState } from "@evenkeel/core";
import { expect, test } from "vitest";
import fixed from "./fixed.js";

test("is the given value and draws nothing", () => {
  const rng = randomState(1);
  expect(fixed.create({ value: 0.3 }).draw(rng)).toBe(0.3);
  expect(rng.uint32()).toBe(randomState(1).uint32());
});
