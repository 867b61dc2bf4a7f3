import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogs } from "./components.gen.js";

test("every component has a test", () => {
  const untested = Object.values(catalogs).flatMap(({ role, names }) =>
    names.filter((name) => !existsSync(new URL(`./${role}/${name}.test.ts`, import.meta.url))).map((name) => `${role}/${name}`),
  );
  expect(untested).toEqual([]);
});
