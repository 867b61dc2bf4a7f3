import type { Label } from "@evenkeel/core";
import { catalogs } from "@evenkeel/samplers";
import { defineHandler } from "../handler.js";

/** Label shares of the pairing family. In a `mamix` case `lambda_x` is the share of the partner, in the others that of the anchor. */
export default defineHandler({
  files: ["mix_label_coefficients"],
  precision: "float64",
  run({ inputs, expected }) {
    const { kind, n_i, n_j, omega, kappa, tau } = inputs;
    const labels: Readonly<Record<string, () => Label>> = {
      mixup: () => catalogs.label.get("soft").create({}),
      remix: () => catalogs.label.get("remix").create({ kappa, tau }),
      mamix: () => catalogs.label.get("margin-aware").create({ omega }),
    };
    const label = labels[kind]?.();
    if (!label) return null;
    const at = (share: number): number =>
      label({
        coefficient: kind === "mamix" ? 1 - share : share,
        anchorClass: 0,
        partnerClass: 1,
        classCounts: [n_i, n_j],
        anchor: 0,
        partner: 1,
      });
    return {
      lambda_y: inputs.lambda_x.map(at),
      ...(kind === "mamix" && { lambda_y_at_lambda_star: at(expected["lambda_star"] as number) }),
    };
  },
});
