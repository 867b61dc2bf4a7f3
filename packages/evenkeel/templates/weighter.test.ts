import { numbersOf, randomState } from "evenkeel";
import { rowsForWeighters, testWeighter } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testWeighter(myName);

test("what is special about it", () => {
  // Two natural rows of the class, and four synthetic ones.
  const weighter = myName.create({ strength: 1 });
  const [first] = numbersOf(weighter.readings!({ meta: {}, facts: weighter.facts!(rowsForWeighters(), randomState(1)) })["weight"]!);
  expect(first).toBeCloseTo(2 / 6, 6);
});
