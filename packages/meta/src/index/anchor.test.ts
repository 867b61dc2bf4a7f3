import { rowsForWeighters } from "@evenkeel/testing";
import { expect, test } from "vitest";
import anchor from "./anchor.js";

const rows = rowsForWeighters();

test("rows with the same anchor share a parameter, numbered by the training rows whatever a draw holds", () => {
  const index = anchor.create({});
  expect([index.numParameters(rows), index.parameterOf(rows)]).toEqual([10, Int32Array.of(4, 4, 9, 9)]);
});

test("refuses rows that were not paired", () => {
  const { pairing: _pairing, ...origin } = rows.synthetic!.origin;
  expect(() => anchor.create({}).parameterOf({ ...rows, synthetic: { ...rows.synthetic!, origin } })).toThrow(
    "index: expected synthetic rows made by pairing, got others. Choose `index=row`",
  );
});
