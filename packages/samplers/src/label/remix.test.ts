import { goldenCases } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import remix from "./remix.js";

interface Inputs {
  readonly kind: string;
  readonly n_i: number;
  readonly n_j: number;
  readonly kappa: number;
  readonly tau: number;
  readonly lambda_x: number[];
}

describe("gives the label shares of the formula", () => {
  for (const { name, inputs, expected } of goldenCases<Inputs, { lambda_y: number[] }>("mix_label_coefficients").filter(
    ({ inputs: { kind } }) => kind === "remix",
  )) {
    test(`case ${name}`, () => {
      const label = remix.create({ kappa: inputs.kappa, tau: inputs.tau });
      const shares = inputs.lambda_x.map((coefficient) =>
        label({ coefficient, anchorClass: 0, partnerClass: 1, classCounts: [inputs.n_i, inputs.n_j], anchor: 0, partner: 1 }),
      );
      expect(shares).toEqual(expected.lambda_y);
    });
  }
});
