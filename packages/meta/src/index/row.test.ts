import { contextForWeighters } from "@evenkeel/testing";
import { expect, test } from "vitest";
import row from "./row.js";

test("as many parameters as rows", () => {
  expect(row.create({})(contextForWeighters().synthetic!)).toEqual({ index: Int32Array.of(0, 1, 2, 3), numParameters: 4 });
});
