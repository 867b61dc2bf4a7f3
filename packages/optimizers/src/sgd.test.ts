import { testOptimizer } from "@evenkeel/testing";
import { expect, test } from "vitest";
import sgd from "./sgd.js";

testOptimizer(sgd);
testOptimizer(sgd, { config: { momentum: 0.9, weightDecay: 0.01 } });
testOptimizer(sgd, { config: { momentum: 0.9, dampening: 0.3 } });
testOptimizer(sgd, { config: { momentum: 0.9, nesterov: true, clipNorm: 0.5 } });

test("refuses nesterov without momentum", () => {
  expect(() => sgd.create(sgd.schema.parse({ name: "sgd", nesterov: true }))).toThrow(
    "sgd: expected `momentum` above 0 and no `dampening` with `nesterov`. Set `momentum`, e.g. to 0.9.",
  );
});
