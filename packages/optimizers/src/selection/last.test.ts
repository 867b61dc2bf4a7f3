import { testSelection } from "@evenkeel/testing";
import { expect, test } from "vitest";
import last from "./last.js";

testSelection(last);

test("looks at no rows", () => {
  expect([last.create({}).watched, last.declares({}, () => ({}) as never)]).toEqual([null, {}]);
});
