import { defineIndex } from "@evenkeel/core";
import { syntheticOf } from "../synthetic-of.js";

/** Each synthetic row has a parameter of its own. */
export default defineIndex({
  name: "row",
  summary: "each synthetic row has a parameter of its own",
  config: {},
  declares: () => ({ perSyntheticRow: true }),
  create: () => ({
    numParameters: (rows) => syntheticOf("index=row", rows).count,
    parameterOf: (rows) => Int32Array.from(syntheticOf("index=row", rows).labels.keys()),
  }),
});
