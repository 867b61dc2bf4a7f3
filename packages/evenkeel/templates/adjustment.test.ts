import { testAdjustment } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testAdjustment(myName);

test("what is special about it", () => {
  const logits = Float64Array.of(1, 2, 3, 4);
  myName.create({ shift: 0.5 }).adjust(logits, [0.9, 0.1]);
  expect([...logits]).toEqual([1, 2.5, 3, 4.5]);
});
