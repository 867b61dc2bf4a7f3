import { roles } from "@evenkeel/core";
import { expect, test } from "vitest";
import * as suites from "./index.js";

test("every role that has components of its own has a suite", () => {
  const own = Object.entries(roles).flatMap(([role, { among }]) => (among === undefined ? [role] : []));
  const suiteOf = (role: string): string => `test${role[0]!.toUpperCase()}${role.slice(1)}`;
  expect(own.filter((role) => !(suiteOf(role) in suites))).toEqual([]);
});
