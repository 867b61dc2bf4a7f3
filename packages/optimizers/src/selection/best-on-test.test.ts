import { expect, test } from "vitest";
import bestOnTest from "./best-on-test.js";

test("watches test rows, and says so before there are data", () => {
  expect(bestOnTest.create({ score: "loss", patience: null }).watched).toMatchObject({ set: "test", score: "loss" });
  expect(bestOnTest.declares({ score: "loss", patience: null }, () => ({}) as never)).toEqual({ reads: "test" });
});
