import { defineIndex, UserError } from "@evenkeel/core";

/** Synthetic rows with the same anchor share a parameter: what is learned is which minority examples to build on. */
export default defineIndex({
  name: "anchor",
  summary: "synthetic rows with the same anchor share a parameter",
  config: {},
  create:
    () =>
    ({ pairing }) => {
      if (!pairing)
        throw new UserError(
          "index: expected synthetic rows made by pairing, got others. Choose `index=row`, or a sampler that pairs, e.g. `sampler=smote`.",
        );
      const anchors = [...new Set(pairing.anchor)].sort((a, b) => a - b);
      const parameterOf = new Map(anchors.map((anchor, parameter) => [anchor, parameter]));
      return { index: pairing.anchor.map((anchor) => parameterOf.get(anchor)!), numParameters: anchors.length };
    },
});
