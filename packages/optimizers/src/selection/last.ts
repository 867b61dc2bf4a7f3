import { defineSelection } from "@evenkeel/core";

/** The state after the last update. No rows are looked at. */
export default defineSelection({
  name: "last",
  summary: "the model as it is after the last update",
  isNeutral: true,
  config: {},
  create: () => ({ watched: null }),
});
