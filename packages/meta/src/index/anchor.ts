import { defineIndex, UserError } from "@evenkeel/core";

/** Synthetic rows with the same anchor share a parameter, one for each training row: what is learned is which examples to build on. */
export default defineIndex({
  name: "anchor",
  summary: "synthetic rows with the same anchor share a parameter",
  config: {},
  create: () => ({
    numParameters: ({ natural }) => natural.count,
    parameterOf({ synthetic }) {
      const pairing = synthetic?.origin.pairing;
      if (!pairing)
        throw new UserError(
          "index: expected synthetic rows made by pairing, got others. Choose `index=row`, or a sampler that pairs, e.g. `sampler=smote`.",
        );
      return pairing.anchor;
    },
  }),
});
