import { randomState } from "evenkeel";
import { testCoefficient } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testCoefficient(myName);

test("what is special about it", () => {
  const { draw } = myName.create({ least: 0.8 });
  expect(draw(randomState(1))).toBeGreaterThanOrEqual(0.8);
});
