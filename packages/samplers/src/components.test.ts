import { existsSync } from "node:fs";
import { testAnchor, testCoefficient, testLabel, testPartner } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { catalogs } from "./components.gen.js";

test("every component has a test", () => {
  const untested = Object.values(catalogs).flatMap(({ role, names }) =>
    names.filter((name) => !existsSync(new URL(`./${role}/${name}.test.ts`, import.meta.url))).map((name) => `${role}/${name}`),
  );
  expect(untested).toEqual([]);
});

for (const label of Object.values(catalogs.label.components)) testLabel(label);
for (const partner of Object.values(catalogs.partner.components)) testPartner(partner);
for (const anchor of Object.values(catalogs.anchor.components)) testAnchor(anchor);
for (const coefficient of Object.values(catalogs.coefficient.components)) testCoefficient(coefficient);
