import { defineSelection } from "@evenkeel/core";
import { watching } from "./watching.js";

/**
 * The state with the best score on rows that are set apart for it: neither trained on nor tested. The first of equals.
 *
 * @see Prechelt, "Early Stopping — But When?", Neural Networks: Tricks of the Trade, 1998, for `patience`.
 */
export default defineSelection({
  name: "best-on-validation",
  summary: "the state with the best score on validation rows; may end training early",
  paper: { authors: "Prechelt", title: "Early Stopping — But When?", venue: "Neural Networks: Tricks of the Trade 1998" },
  config: watching,
  declares: () => ({ reads: "validation" }),
  create: (watched) => ({ watched: { set: "validation", ...watched } }),
});
