import { testClassWeights } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testClassWeights(myName);

test("a value that is known", () => {
  // 1/√16 and 1/√4, times 20 examples, over their mass 4 + 2.
  expect(myName.create({ power: 0.5 })([16, 4], 0)).toEqual([(0.25 * 20) / 6, (0.5 * 20) / 6]);
});
