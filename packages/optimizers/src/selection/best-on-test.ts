import { defineSelection } from "@evenkeel/core";
import { watching } from "./watching.js";

/**
 * The state with the best score on the test rows, as many published tables report it: only to repeat them. Its scores are too good by
 * construction, and every output says so.
 */
export default defineSelection({
  name: "best-on-test",
  summary: "the state with the best score on the test rows: repeats papers that did so, and flatters",
  config: watching,
  declares: () => ({ reads: "test" }),
  create: (watched) => ({ watched: { set: "test", ...watched } }),
});
