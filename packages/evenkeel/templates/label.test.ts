import { testLabel } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testLabel(myName);

test("what is special about it", () => {
  const rule = myName.create({ most: 0.9 });
  expect(rule({ coefficient: 1, anchorClass: 1, partnerClass: 0, classCounts: [90, 10], anchor: 0, partner: 1 })).toBe(0.9);
});
