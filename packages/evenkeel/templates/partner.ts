import { definePartner } from "evenkeel";

/** Say here with which rows an anchor may be paired; here with any row of another class. */
export default definePartner({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {},
  create: () => ({
    candidates({ positions }, label) {
      const others = positions.flatMap((rows, own) => (own === label ? [] : Array.from(rows)));
      return { count: others.length, at: (_anchor, index) => others[index]! };
    },
  }),
});
