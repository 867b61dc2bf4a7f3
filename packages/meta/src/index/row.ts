import { defineIndex } from "@evenkeel/core";

/** Each synthetic row has a parameter of its own. */
export default defineIndex({
  name: "row",
  summary: "each synthetic row has a parameter of its own",
  config: {},
  create:
    () =>
    ({ count }) => ({ index: Int32Array.from({ length: count }, (_, row) => row), numParameters: count }),
});
