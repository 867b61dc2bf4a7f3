import { testSelection } from "@evenkeel/testing";
import { expect, test } from "vitest";
import bestOnTest from "./best-on-test.js";

testSelection(bestOnTest);
testSelection(bestOnTest, { config: { score: "roc_auc", patience: 3 } });

test("watches test rows, and says so before there are data", () => {
  expect(bestOnTest.create({ score: "loss", patience: null }).watched).toMatchObject({ set: "test", score: "loss" });
  expect(bestOnTest.declares({ score: "loss", patience: null }, () => ({}) as never)).toEqual({ reads: "test" });
});
