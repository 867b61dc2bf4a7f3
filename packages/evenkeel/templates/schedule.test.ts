import { factorsOf } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

test("factors that are known", () => {
  expect(factorsOf(myName, 3, { decay: 1 })).toEqual([1, 1 / 2, 1 / 3]);
});
