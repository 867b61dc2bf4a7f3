import { expect, test } from "vitest";
import { formatDifference, formatInterval, formatP, formatShare, formatValue, sentence, shorten } from "./format.js";

test("numbers have a minus sign, and zero none", () => {
  expect([formatValue(-0.0124), formatValue(-0.0001), formatValue(0.8405)]).toEqual(["−0.012", "0.000", "0.841"]);
});

test("differences always have a sign", () => {
  expect([formatDifference(0.02), formatDifference(-0.02), formatDifference(0)]).toEqual(["+0.020", "−0.020", "0.000"]);
});

test("undefined numbers are a dash, whether null, NaN or infinite", () => {
  expect([formatValue(null), formatValue(Number.NaN), formatValue(Infinity), formatP(undefined), formatInterval([null, 1])]).toEqual([
    "–",
    "–",
    "–",
    "–",
    "–",
  ]);
});

test("a p value is never 0", () => {
  expect([formatP(1e-9), formatP(0.0304), formatP(1)]).toEqual(["<0.001", "0.030", "1.000"]);
});

test("shares are percentages without rounding noise", () => {
  expect([formatShare(0.95), formatShare(0.999)]).toEqual(["95\u00a0%", "99.9\u00a0%"]);
});

test("notes become sentences", () => {
  expect([sentence("labels as they are"), sentence("It is whole."), sentence("")]).toEqual(["Labels as they are.", "It is whole.", ""]);
});

test("long names lose their middle, and control characters", () => {
  expect([shorten("learned contributions, frozen", 20), shorten("plain", 20), shorten("a\u001b[31mb", 20)]).toEqual([
    "learned contr…frozen",
    "plain",
    "a\\u001b[31mb",
  ]);
});
