import { testSelection } from "@evenkeel/testing";
import { expect, test } from "vitest";
import bestOnValidation from "./best-on-validation.js";

testSelection(bestOnValidation);
testSelection(bestOnValidation, { config: { score: "roc_auc", patience: 3 } });

test("watches the loss of validation rows to the end, unless told otherwise", () => {
  const of = (config: object) => bestOnValidation.create(bestOnValidation.schema.parse({ ...config, name: "best-on-validation" })).watched;
  expect(of({})).toMatchObject({ set: "validation", score: "loss", patience: null });
  expect(of({ score: "roc_auc", patience: 3 })).toMatchObject({ set: "validation", score: "roc_auc", patience: 3 });
  expect(bestOnValidation.declares({ score: "loss", patience: null }, () => ({}) as never)).toEqual({ reads: "validation" });
});
