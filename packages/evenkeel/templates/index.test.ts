import { rowsForWeighters, testIndex } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testIndex(myName);

test("what is special about it", () => {
  // The suite's rows have λ of 0.1, 0.2, 0.8 and 0.9.
  expect([...myName.create({ bins: 2 }).parameterOf(rowsForWeighters())]).toEqual([0, 0, 1, 1]);
});
