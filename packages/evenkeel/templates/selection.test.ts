import { testSelection } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testSelection(myName);

test("what is special about it", () => {
  expect(myName.create({ patience: 3 }).watched).toEqual({ set: "validation", score: "brier", patience: 3 });
});
