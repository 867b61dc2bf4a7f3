import { expect, test } from "vitest";
import last from "./last.js";

test("looks at no rows", () => {
  expect([last.create({}).watched, last.declares({}, () => ({}) as never)]).toEqual([null, {}]);
});
