import { expect, test } from "vitest";
import { ownImports } from "./own-imports.js";

test.each([
  ['import { a } from "./a.js";', ["./a.js"]],
  ['export * from "../lib";', ["../lib"]],
  ['import x from "..";', [".."]],
  ["const { b } = await import('./b.ts');", ["./b.ts"]],
  ['const c = require("./c.cjs");', ["./c.cjs"]],
  ['import table from "./table.json" with { type: "json" };', ["./table.json"]],
  ['import d from "/whole/path/d.js";', ["/whole/path/d.js"]],
  ['import e from "file:///whole/path/e.js";', ["/whole/path/e.js"]],
])("%s names a file", (code, names) => {
  expect(ownImports(code)).toEqual({ names, packages: [], isOpen: false });
});

test.each([
  ['import { z } from "zod";', ["zod"]],
  ['import f from "@scope/name/part.js";', ["@scope/name"]],
  ['import { createHash } from "node:crypto";', []],
])("%s imports packages", (code, packages) => {
  expect(ownImports(code)).toEqual({ names: [], packages, isOpen: false });
});

test.each([
  "const m = await import(`../lib/${name}.ts`);",
  "const m = require(name);",
  'import x from "#lib/x";',
  'import { readFileSync } from "node:fs";',
  'const share = read(join(import.meta.dirname, "share.txt"));',
  'const share = load(__dirname + "/share.txt");',
])("%s can reach what it does not name", (code) => {
  expect(ownImports(code).isOpen).toBe(true);
});
