import { factorsOf, testRates, testSchedule } from "@evenkeel/testing";
import { expect, test } from "vitest";
import cosine from "./cosine.js";

testSchedule(cosine, { config: { epochs: 20, last: 0.01 } });

testRates(cosine, "cosine", { epochs: 20, last: 0.01 });

test("without epochs of its own it ends with the run", () => {
  expect(factorsOf(cosine, 4)).toBeAllClose([1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2], { abs: 1e-15, rel: 0 });
});
