import { randomState } from "@evenkeel/core";
import { expect, test } from "vitest";
import uniform from "./uniform.js";

test("is one minus the double that SMOTE draws as its step, to the bit", () => {
  const rng = randomState(1);
  const steps = Array.from({ length: 1000 }, () => rng.double());
  const coefficient = uniform.create({ per: "example" });
  const again = randomState(1);
  expect(steps.map(() => 1 - coefficient.draw(again))).toEqual(steps);
});
