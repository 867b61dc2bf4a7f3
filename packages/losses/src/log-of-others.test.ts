import { numbersOf } from "@evenkeel/autodiff";
import { useCpu } from "@evenkeel/testing";
import { logSoftmax, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { logOfOthers } from "./log-of-others.js";

useCpu();

test("is log(1 − p), with its digits where p is nearly 1", () => {
  const rows = [
    [0.3, -1, 2],
    [60, 0, 1],
  ];
  // Sums of the other exponentials: of the second row 1 − p is 2.4e-26.
  const expected = rows.flatMap((row) => row.map((_, c) => sumLog(row.filter((__, k) => k !== c)) - sumLog(row)));
  expect(numbersOf(logOfOthers(logSoftmax(tensor2d(rows))))).toBeAllClose(expected);
});

const sumLog = (row: number[]): number => Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
