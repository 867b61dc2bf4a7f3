import { rowsForWeighters } from "@evenkeel/testing";
import { expect, test } from "vitest";
import row from "./row.js";

test("as many parameters as rows", () => {
  const [index, rows] = [row.create({}), rowsForWeighters()];
  expect([index.numParameters(rows), index.parameterOf(rows)]).toEqual([4, Int32Array.of(0, 1, 2, 3)]);
});
