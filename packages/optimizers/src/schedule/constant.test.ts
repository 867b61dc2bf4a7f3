import { factorsOf, testSchedule } from "@evenkeel/testing";
import { expect, test } from "vitest";
import constant from "./constant.js";

testSchedule(constant);

test("is 1", () => expect(factorsOf(constant, 3)).toEqual([1, 1, 1]));
