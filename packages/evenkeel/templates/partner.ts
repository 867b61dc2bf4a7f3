import { definePartner } from "evenkeel";

/** TODO: with which rows an anchor may be paired; here with any row of another class. */
export default definePartner({
  name: "my-name",
  summary: "TODO: one line for `evenkeel components`",
  config: {},
  create: () => ({
    candidates({ positions }, label) {
      const others = positions.flatMap((rows, own) => (own === label ? [] : Array.from(rows)));
      return { count: others.length, at: (_anchor, index) => others[index]! };
    },
  }),
});
