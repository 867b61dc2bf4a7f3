import { defineStart } from "@evenkeel/core";

/** As the model's initialization draws them. */
export default defineStart({
  name: "initialized",
  summary: "parameters as the model's initialization draws them",
  isNeutral: true,
  config: {},
  create: () => (model, rng) => ({ params: model.init(rng), modelState: model.initState() }),
});
