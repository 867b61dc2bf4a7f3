import { defineIndex, UserError, z } from "evenkeel";

/** Say here which synthetic rows share a learned weight; here those with a similar share λ of their anchor. */
export default defineIndex({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { bins: z.int().positive().default(10).describe("equal parts of [0, 1]") },
  create: ({ bins }) => ({
    numParameters: () => bins,
    parameterOf({ synthetic }) {
      const pairing = synthetic?.origin.pairing;
      if (!pairing) throw new UserError("index: expected synthetic rows made by pairing, got others. Choose e.g. `sampler=smote`.");
      return Int32Array.from(pairing.coefficient, (share) => Math.min(bins - 1, Math.floor(share * bins)));
    },
  }),
});
