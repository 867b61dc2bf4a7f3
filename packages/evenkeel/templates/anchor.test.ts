import { pairingContext, testAnchor } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testAnchor(myName);

test("what is special about it", () => {
  expect(myName.create({ times: 2 }).counts(pairingContext(1, [60, 25, 12]))).toEqual([0, 0, 24]);
});
