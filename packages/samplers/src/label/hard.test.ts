import { expect, test } from "vitest";
import hard from "./hard.js";

test("is the anchor's class at any λ", () => {
  const label = hard.create({});
  for (const coefficient of [0, 0.1, 1])
    expect(label({ coefficient, anchorClass: 0, partnerClass: 1, classCounts: [9, 2], anchor: 0, partner: 1 })).toBe(1);
});
