import { expect, test } from "vitest";
import uniform from "./uniform.js";

test("weighs every class 1", () => {
  expect(uniform.create({})([90, 9, 1], 0)).toEqual([1, 1, 1]);
});
