import { pairingContext, testPartner } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testPartner(myName);

test("what is special about it", () => {
  const context = pairingContext(1);
  const { at } = myName.create({}).candidates(context, 0);
  expect(context.train.labels[at(0, 0)]).not.toBe(0);
});
