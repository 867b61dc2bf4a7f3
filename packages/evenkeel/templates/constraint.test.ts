import { numbersOf } from "evenkeel";
import { testConstraint } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testConstraint(myName);

test("a value that is known", () => {
  const [atZero, far] = numbersOf(myName.create({ most: 4 }).apply(tensor1d([0, 50]), {}));
  expect(atZero).toBeCloseTo(2, 6);
  expect(far).toBeCloseTo(4, 6);
});
