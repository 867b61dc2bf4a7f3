import { contextForWeighters } from "@evenkeel/testing";
import { expect, test } from "vitest";
import anchor from "./anchor.js";

const synthetic = contextForWeighters().synthetic!;

test("rows with the same anchor share a parameter", () => {
  expect(anchor.create({})(synthetic)).toEqual({ index: Int32Array.of(0, 0, 1, 1), numParameters: 2 });
});

test("refuses rows that were not paired", () => {
  expect(() => anchor.create({})({ ...synthetic, pairing: null })).toThrow(
    "index: expected synthetic rows made by pairing, got others. Choose `index=row`",
  );
});
