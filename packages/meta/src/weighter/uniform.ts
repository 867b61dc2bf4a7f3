import { defineWeighter } from "@evenkeel/core";
import { ones } from "@tensorflow/tfjs-core";
import { adopt } from "@evenkeel/autodiff";

/** Every example counts the same: wᵢ = 1. */
export default defineWeighter({
  name: "uniform",
  summary: "every example counts the same",
  config: {},
  create: () => ({
    usesMetaSet: false,
    linearizeAt: "current",
    use: "old",
    init: () => ({}),
    weigh: (_meta, batch) => adopt(ones([batch.size])),
  }),
});
