import { goldenCases } from "@evenkeel/testing";
import { expect, test } from "vitest";
import soft from "./soft.js";

interface Inputs {
  readonly kind: string;
  readonly lambda_x: number[];
}

const pair = { anchorClass: 0, partnerClass: 1, classCounts: [9, 2], anchor: 0, partner: 1 };

test("is λ itself, as in Mixup", () => {
  for (const { inputs, expected } of goldenCases<Inputs, { lambda_y: number[] }>("mix_label_coefficients").filter(
    ({ inputs: { kind } }) => kind === "mixup",
  )) {
    expect(inputs.lambda_x.map((coefficient) => soft.create({})({ ...pair, coefficient }))).toEqual(expected.lambda_y);
  }
});
