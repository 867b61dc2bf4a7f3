import { expect, test } from "vitest";
import { parseValue } from "./parse-value.js";

// Hydra's grammar, https://hydra.cc/docs/advanced/override_grammar/basic
test.each([
  ["10", 10],
  ["1_000", 1000],
  ["-1.5e-3", -0.0015],
  ["9007199254740991", 9007199254740991],
  ["9007199254740993", "9007199254740993"],
  ["inf", Number.POSITIVE_INFINITY],
  ["NaN", Number.NaN],
  ["True", true],
  ["null", null],
  ["abc", "abc"],
  ["'10'", "10"],
  ['"a,b"', "a,b"],
  ["[64,32]", [64, 32]],
  ["[]", []],
  ["[a, [b], {c: 1}]", ["a", ["b"], { c: 1 }]],
  ["{a:1,b:{c:x y}}", { a: 1, b: { c: "x y" } }],
  ["path/to/my\\,file.csv", "path/to/my,file.csv"],
  ["it''s", "it''s"],
  ["'it\\'s'", "it's"],
  ["", ""],
  ["1.2.3", "1.2.3"],
])("%s is %j", (text, value) => {
  expect(parseValue(text)).toEqual(value);
});

test("what is not understood is named with its column", () => {
  expect(() => parseValue("[64,32")).toThrow("override: expected `]` at column 7, got `[64,32`.");
  expect(() => parseValue("'open")).toThrow("expected a closing ' at column 6");
  expect(() => parseValue("[1] 2")).toThrow("expected the end of the value at column 5");
});
