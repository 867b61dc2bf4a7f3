import { existsSync } from "node:fs";
import { testMetric } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { binary, metric } from "../test/predictions.js";
import { catalogs } from "./index.js";

test.each(catalogs.metric.names)("%s has a test beside it and describes every value it gives", (name) => {
  expect(existsSync(new URL(`metric/${name}.test.ts`, import.meta.url))).toBe(true);
  const { compute, describe } = metric(name);
  expect(Object.keys(describe)).toEqual(Object.keys(compute(binary)));
  expect(Object.keys(describe).filter((key) => !/^[a-z_]+$/.test(key))).toEqual([]);
});

test.each(catalogs.metric.names)("%s gives the same for scaled scores where it says that only the ranking counts", (name) => {
  const { compute, describe } = metric(name);
  const [once, scaled] = [compute(binary), compute({ ...binary, logits: binary.logits.map((z) => 3 * z) })];
  const rankings = Object.keys(describe).filter((key) => describe[key]!.rankingOnly);
  expect(rankings.map((key) => scaled[key]!)).toBeAllClose(
    rankings.map((key) => once[key]!),
    { abs: 1e-12, rel: 0 },
  );
});

for (const component of Object.values(catalogs.metric.components))
  testMetric(component, { numClasses: component.name === "top-accuracy" ? 7 : 2 });
